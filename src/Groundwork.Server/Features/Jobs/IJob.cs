using Groundwork.Storage;

namespace Groundwork.Server.Features.Jobs;

/// <summary>
/// A kind of work that takes long: it is asked for by a row, goes on without the request, can be cancelled, and is taken up
/// again after a kill. Found by interface.
/// </summary>
public interface IJob
{
    /// <summary>The name of the kind, as it stands in the rows.</summary>
    string Kind { get; }

    /// <summary>
    /// Does the work, from the beginning or from the place that an earlier run noted. What it leaves behind until its end
    /// nobody may take for finished.
    /// </summary>
    /// <exception cref="JobFailedException">It can't be done, for a reason that a person can act on.</exception>
    Task<JobEnd> Run(JobRun run);
}

/// <summary>One run of a job by this node.</summary>
public sealed class JobRun(string id, string workspace, string by, string options, string? place, string node, CancellationToken cancel)
{
    long done;
    long total = -1;

    public string Id => id;
    public string Workspace => workspace;

    /// <summary>Who asked for it.</summary>
    public string By => by;

    /// <summary>What it is to do, as it was asked for.</summary>
    public string Options => options;

    /// <summary>How far an earlier run came, as that one noted it; null at the beginning.</summary>
    public string? Place => place;

    /// <summary>It was cancelled, the server stops, or another node has it.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>How much is done; people see it within seconds.</summary>
    public long Done
    {
        get => Interlocked.Read(ref done);
        set => Interlocked.Exchange(ref done, value);
    }

    /// <summary>How much there is to do, where that is known.</summary>
    public long? Total
    {
        get => Interlocked.Read(ref total) is >= 0 and var known ? known : null;
        set => Interlocked.Exchange(ref total, value ?? -1);
    }

    /// <summary>Notes how far it is, in the unit that did the step: nothing is done twice, and nothing after it was cancelled.</summary>
    /// <exception cref="OperationCanceledException">The job isn't this node's any more; the unit keeps nothing.</exception>
    public async ValueTask Step(Session s, string next, long doneThen)
    {
        if (await s.Run($"""
            UPDATE job SET place = {new Json(next)}, done = {doneThen}, held_until = {s.Now + JobState.HeldMs}
            WHERE id = {id} AND workspace = {s.Workspace} AND holder = {node} AND ended IS NULL
            """) == 0)
            throw new OperationCanceledException("The job was cancelled, or another node has it.");
        // The lease is renewed meanwhile, with what is done: it must not say less than the step.
        Done = doneThen;
    }
}

/// <summary>How a job ends well.</summary>
/// <param name="Settle">Writes what came of it, in the unit that ends the job: together or not at all.</param>
public sealed record JobEnd(Func<Session, ValueTask<JobResult>> Settle);

/// <summary>What came of a job.</summary>
/// <param name="Made">The id of what it made, if that is a thing with one.</param>
/// <param name="Figures">What people see of it: rows, bytes.</param>
/// <param name="Result">What only its kind understands, as JSON.</param>
/// <param name="KeptMs">How long what it made is kept; null for good.</param>
public sealed record JobResult(string? Made, IReadOnlyDictionary<string, long> Figures, string? Result = null, long? KeptMs = null);

/// <summary>Why a job didn't come to its end, and what to do about it.</summary>
public sealed record JobProblem(string Title, string Detail);

/// <summary>Why a job can't be done, and what to do about it.</summary>
public sealed class JobFailedException(string title, string detail) : Exception(title)
{
    public string Detail => detail;
}
