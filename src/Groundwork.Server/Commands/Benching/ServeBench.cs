using System.Diagnostics;

namespace Groundwork.Server.Commands.Benching;

/// <summary>Imports tasks, has people take and submit them as fast as the server lets them, and exports what they said.</summary>
static class ServeBench
{
    // After five seconds of it a tenth of the server's time still went into compiling.
    const int WarmUpSeconds = 15;

    // No machine that this runs on takes in more.
    const long MostPerSecond = 5000;

    /// <param name="Think">Seconds that each looks at a task; a draft goes to the server every two.</param>
    internal sealed record Wish(int Tasks, int Answers, int Annotators, int Seconds, int Think = 0);

    /// <summary>What was measured; of the server itself only if it was started for this.</summary>
    /// <param name="ImportPerSecond">Tasks imported and ready to be taken, per second.</param>
    /// <param name="ImportPeakRssMb">The largest memory of the server and the processes that it starts meanwhile.</param>
    /// <param name="CyclesPerSecond">Tasks taken and submitted per second, by all together, once they have labelled for a while; to find nothing is no cycle.</param>
    /// <param name="TakeP50Ms">Half of the tasks were there sooner.</param>
    /// <param name="TakeP99Ms">99 of 100.</param>
    /// <param name="SubmitP50Ms">Half of the answers were acknowledged sooner.</param>
    /// <param name="SubmitP99Ms">99 of 100.</param>
    /// <param name="DraftP99Ms">99 of 100 drafts were kept sooner; nothing where nobody thinks for so long.</param>
    /// <param name="ServerCpuMsPerCycle">The server's processor time for a cycle.</param>
    /// <param name="FreezePerSecond">Answers frozen per second.</param>
    /// <param name="ExportPerSecond">Answers exported per second.</param>
    /// <param name="ExportPeakRssMb">The largest memory of the server and the processes that it starts, from the freeze to the end of the export.</param>
    /// <param name="RssMb">The server's memory at the end.</param>
    /// <param name="Cycles">How many there were.</param>
    /// <param name="Empty">How often there was nothing to take.</param>
    /// <param name="Errors">Requests that were refused or broke off.</param>
    internal sealed record Figures(double ImportPerSecond, long? ImportPeakRssMb, double CyclesPerSecond, double TakeP50Ms, double TakeP99Ms, double SubmitP50Ms, double SubmitP99Ms, double? DraftP99Ms,
        double? ServerCpuMsPerCycle, double FreezePerSecond, double ExportPerSecond, long? ExportPeakRssMb, long? RssMb, int Cycles, int Empty, int Errors);

    /// <summary>What one of them met.</summary>
    internal sealed class Person
    {
        internal List<double> TakeMs { get; } = [];
        internal List<double> SubmitMs { get; } = [];
        internal List<double> DraftMs { get; } = [];
        internal int Empty { get; set; }
        internal int Errors { get; set; }
    }

    internal static async Task<Figures> Run(BenchedServer server, Wish wish, CancellationToken cancel)
    {
        using var crowd = new Crowd(server.Url, server.Key, wish.Annotators);
        var brought = wish.Answers == 0 ? null : await MadeProject.Bring(crowd.Owner, wish.Answers, cancel);
        server.ForgetPeak();
        // By then each of them has begun.
        var warmUp = Math.Max(Math.Min(WarmUpSeconds, wish.Seconds), wish.Think);
        var think = TimeSpan.FromSeconds(wish.Think);
        var clock = Stopwatch.StartNew();
        var project = await crowd.Project(wish.Tasks, cancel, (wish.Seconds + warmUp) * MostPerSecond);
        var (importSeconds, importPeak) = (clock.Elapsed.TotalSeconds, server.PeakMb);

        var people = await crowd.People(wish.Annotators, cancel);
        clock.Restart();
        // What a server does all day is measured, not the seconds after its start in which the runtime still compiles it.
        await Task.WhenAll(people.Select((p, n) => Task.Run(async () =>
        {
            await Task.Delay(think * n / people.Count, cancel);
            await Label(p, project, () => clock.Elapsed.TotalSeconds >= warmUp, think, cancel);
        }, cancel)));
        var before = server.CpuSeconds;
        clock.Restart();
        var measured = await Task.WhenAll(people.Select((p, n) => Task.Run(async () =>
        {
            await Task.Delay(think * n / people.Count, cancel);
            return await Label(p, project, () => clock.Elapsed.TotalSeconds >= wish.Seconds, think, cancel);
        }, cancel)));
        var (elapsed, cpu) = (clock.Elapsed.TotalSeconds, server.CpuSeconds - before);
        people.ForEach(p => p.Dispose());

        server.ForgetPeak();
        var (freezing, exporting, answers) = await crowd.Export(brought ?? project, () => Stream.Null, cancel);
        double[] take = [.. measured.SelectMany(m => m.TakeMs).Order()], submit = [.. measured.SelectMany(m => m.SubmitMs).Order()],
            draft = [.. measured.SelectMany(m => m.DraftMs).Order()];
        return new(Math.Round(wish.Tasks / importSeconds), importPeak, Math.Round(submit.Length / elapsed, 1), At(take, 0.5), At(take, 0.99), At(submit, 0.5), At(submit, 0.99), draft.Length == 0 ? null : At(draft, 0.99),
            cpu * 1000 / Math.Max(1, submit.Length) is { } each ? Math.Round(each, 3) : null, Math.Round(answers / freezing), Math.Round(answers / exporting), server.PeakMb, server.RssMb,
            submit.Length, measured.Sum(m => m.Empty), measured.Sum(m => m.Errors));
    }

    /// <summary>Takes and submits until it is enough, with this long a look at each task.</summary>
    internal static async Task<Person> Label(HttpClient person, string project, Func<bool> enough, TimeSpan pace, CancellationToken cancel)
    {
        var measured = new Person();
        while (!enough())
            try
            {
                var since = Stopwatch.GetTimestamp();
                if (await Crowd.Next(person, project, cancel) is not { } assignment)
                {
                    measured.Empty++;
                    await Task.Delay(5, cancel);
                    continue;
                }
                var tookMs = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                await Think(person, assignment, pace, measured, cancel);
                since = Stopwatch.GetTimestamp();
                await Crowd.Submit(person, assignment, cancel);
                measured.TakeMs.Add(tookMs);
                measured.SubmitMs.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }
            catch (Exception e) when (e is Refusal or HttpRequestException)
            {
                measured.Errors++;
            }
        return measured;
    }

    static async Task Think(HttpClient person, string assignment, TimeSpan pace, Person measured, CancellationToken cancel)
    {
        var until = Stopwatch.GetTimestamp() + (long)(pace.TotalSeconds * Stopwatch.Frequency);
        for (var saved = 0; Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), until) is { Ticks: > 0 } left; saved++)
        {
            if (left < Crowd.SavesEvery)
            {
                await Task.Delay(left, cancel);
                return;
            }
            await Task.Delay(Crowd.SavesEvery, cancel);
            var since = Stopwatch.GetTimestamp();
            await Crowd.Save(person, assignment, saved, cancel);
            measured.DraftMs.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }
    }

    /// <summary>A quantile of sorted numbers; 0 of none.</summary>
    internal static double At(double[] sorted, double quantile) => sorted.Length == 0 ? 0 : Math.Round(sorted[(int)(quantile * (sorted.Length - 1))], 2);
}
