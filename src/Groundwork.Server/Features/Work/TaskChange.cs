using Groundwork.Core.Documents;

namespace Groundwork.Server.Features.Work;

/// <summary>What is changed about many tasks at once. What is null stays.</summary>
/// <param name="Batch">The name of the batch that they go into, made if need be; empty takes them out.</param>
/// <param name="Priority">Higher comes first in the queue.</param>
/// <param name="Cancel">Nobody works on them any more; their answers are kept.</param>
/// <param name="Reopen">Cancelled ones come back as they were; those that are answered want more answers.</param>
/// <param name="More">How many more; one if nothing is said.</param>
/// <param name="Assign">The people whom they are kept for, all others left out; empty for everybody again.</param>
public sealed record TaskChange(string? Batch = null, long? Priority = null, bool Cancel = false, bool Reopen = false, long? More = null, IReadOnlyList<string>? Assign = null)
{
    const int MostMore = 25, MostPeople = 25;

    /// <summary>What is wrong with it.</summary>
    public List<Fault> Faults()
    {
        var faults = new List<Fault>();
        if (Batch is null && Priority is null && !Cancel && !Reopen && Assign is null)
            faults.Add(new("", "nothing", "Say what to change: batch, priority, assign, cancel or reopen."));
        if (Cancel && Reopen)
            faults.Add(new("/reopen", "contradiction", "Tasks are either cancelled or reopened. Send two requests to do both."));
        if (Cancel && Assign is { Count: > 0 })
            faults.Add(new("/assign", "contradiction", "Nobody is given cancelled tasks. Send two requests to do both."));
        if (More is < 1 or > MostMore || More is not null && !Reopen)
            faults.Add(new("/more", "out_of_range", $"Reopened tasks want 1 to {MostMore} more answers."));
        if (Assign is { Count: > MostPeople })
            faults.Add(new("/assign", "too_many", $"A task is kept for at most {MostPeople} people."));
        if (Batch is not null && !Batches.CanBeNamed(Batch))
            faults.Add(new("/batch", "name", $"Give the batch a name of at most {Batches.LongestName} characters, or an empty one to take the tasks out."));
        Batches.CheckPriority(Priority, faults);
        return faults;
    }
}
