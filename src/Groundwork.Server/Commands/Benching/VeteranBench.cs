using System.Diagnostics;
using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Commands.Benching;

/// <summary>
/// What it costs to give the next task to somebody who has answered very many, beside somebody new. All that they answered is still open to others and
/// stands first in the queue; behind them lie tasks that others had on their desks, whose leases run out in the end. Without HTTP and without the disk's flush,
/// which are the same for both and would hide it: the unit of work alone, in this process, on the folder that a server was stopped on.
/// </summary>
static class VeteranBench
{
    // So many desks that nothing of what they hold is open.
    const int Redundancy = 3, Behind = 1000, Measured = 1000;

    /// <summary>Medians of the time that a unit needs to find and lease a task.</summary>
    /// <param name="Answered">Tasks that the veteran has answered.</param>
    /// <param name="NewcomerUs">Microseconds for somebody who has answered a few.</param>
    /// <param name="VeteranUs">For the veteran.</param>
    /// <param name="ReturnedUs">For the veteran, who is given what came back behind them.</param>
    /// <param name="Returned">How many of those they were given.</param>
    /// <param name="Ratio">The dearer of the veteran's two, in parts of the newcomer's.</param>
    internal sealed record Figures(int Answered, double NewcomerUs, double VeteranUs, double ReturnedUs, int Returned, double Ratio);

    sealed class Ahead : TimeProvider
    {
        internal TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + By;
    }

    sealed record Desk(Db Db, string Workspace, string Project)
    {
        internal Task<T> Do<T>(Func<Session, ValueTask<T>> work) => Db.Write(Workspace, work);
    }

    internal static async Task<Figures> Run(BenchedServer server, int answered, CancellationToken cancel)
    {
        string project;
        using (var crowd = new Crowd(server.Url, server.Key, 1))
            project = await crowd.Project(answered + Behind + 3 * Measured, cancel, redundancy: Redundancy);
        var clock = new Ahead();
        using var folder = await server.Take();
        await using var db = await Composition.OpenDatabase(new ServerSettings { Data = folder.Root, Database = server.Database, Clock = clock }, folder);
        var workspace = (await db.Read(null, s => s.Text($"SELECT workspace FROM project WHERE id = {project}"), cancel))!;
        var desk = new Desk(db, workspace, project);
        await Occupy(desk, cancel);

        var (veteran, newcomer) = (await Member(desk, "veteran"), await Member(desk, "newcomer"));
        for (var done = 0; done < answered && !cancel.IsCancellationRequested; done += 50)
            await desk.Do(async s => { for (var i = 0; i < Math.Min(50, answered - done); i++) await Answer(s, desk, veteran); return true; });
        await desk.Do(async s => { for (var i = 0; i < 5; i++) await Answer(s, desk, newcomer); return true; });

        List<double> newUs = [], oldUs = [], backUs = [];
        for (var i = 0; i < Measured && !cancel.IsCancellationRequested; i++)
        {
            newUs.Add((await desk.Do(s => Answer(s, desk, newcomer))).Microseconds);
            oldUs.Add((await desk.Do(s => Answer(s, desk, veteran))).Microseconds);
        }
        clock.By = TimeSpan.FromMilliseconds(Lease.LastsMs + 1000);
        while (await desk.Do(s => WorkCalls.EndDue(s, project)) > 0)
            continue;
        var returned = 0;
        for (var i = 0; i < Behind && !cancel.IsCancellationRequested; i++)
        {
            var (us, ordinal) = await desk.Do(s => Answer(s, desk, veteran));
            backUs.Add(us);
            returned += ordinal <= Behind ? 1 : 0;
        }
        var (first, second, third) = (Median(newUs), Median(oldUs), Median(backUs));
        return new Figures(answered, first, second, third, returned, Math.Round(Math.Max(second, third) / first, 3));
    }

    // The first tasks are on desks, in each of their places, so that whoever comes passes them by.
    static async Task Occupy(Desk desk, CancellationToken cancel)
    {
        for (var n = 0; n < Behind * Redundancy / Lease.MostAtOnce && !cancel.IsCancellationRequested; n++)
        {
            var member = await Member(desk, $"desk {n}");
            await desk.Do(async s =>
            {
                var held = new List<string>();
                for (var i = 0; i < Lease.MostAtOnce; i++)
                    held.Add((await TakeTask.Take(s, member, desk.Project, held)).Assignment!);
                return true;
            });
        }
    }

    static Task<string> Member(Desk desk, string name) => desk.Do(s => AccountCalls.Outsider(s, name, "simulated"));

    static async ValueTask<(double Microseconds, long Ordinal)> Answer(Session s, Desk desk, string member)
    {
        var since = Stopwatch.GetTimestamp();
        var taken = await TakeTask.Take(s, member, desk.Project, []);
        var took = Stopwatch.GetElapsedTime(since).TotalMicroseconds;
        var lease = (await WorkCalls.Check(s, taken.Assignment ?? throw new InvalidOperationException("The queue ran dry."), member))!;
        await WorkCalls.Finish(s, lease);
        return (took, await s.Long($"SELECT ordinal FROM task WHERE id = {lease.Task} AND workspace = {s.Workspace}") ?? 0);
    }

    static double Median(List<double> values) => Math.Round(ServeBench.At([.. values.Order()], 0.5), 1);
}
