using System.Buffers.Binary;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Quality;

/// <summary>One stage of review that finished tasks go through.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Share">The share of the tasks that come to it which it sees, over 0 and at most 1.</param>
/// <param name="By"><c>reviewers</c> (and managers) or <c>managers</c> only.</param>
public sealed record ReviewStage(string Name, double Share, [property: AllowedValues(Workflow.Reviewers, Workflow.Managers)] string By);

/// <summary>
/// What happens to a task after its answers agree or don't: the stages of review in their order, who settles disputes, where rejected
/// answers go, and the reasons that there are for rejecting.
/// </summary>
public sealed record Workflow
{
    /// <summary>More stages than this are a sign that something else is wrong.</summary>
    public const int MostStages = 5;

    /// <summary>More reasons than this nobody picks from.</summary>
    public const int MostReasons = 30;

    internal const string Reviewers = "reviewers", Managers = "managers";

    const int LongestName = 80;

    /// <summary>Nothing is reviewed; disputes are settled by reviewers.</summary>
    public static Workflow Default { get; } = new();

    /// <summary>In the order in which a task passes them.</summary>
    [JsonRequired]
    public IReadOnlyList<ReviewStage> Stages { get; init; } = [];

    /// <summary>Who settles disputes: <c>reviewers</c> or <c>managers</c>.</summary>
    [JsonRequired]
    [AllowedValues(Reviewers, Managers)]
    public string AdjudicateBy { get; init; } = Reviewers;

    /// <summary>Where a rejected answer goes unless its reviewer says otherwise: <c>author</c> or <c>others</c>.</summary>
    [JsonRequired]
    [AllowedValues("author", "others")]
    public string SendBackTo { get; init; } = "author";

    /// <summary>What may be wrong with an answer or an object.</summary>
    [JsonRequired]
    public IReadOnlyList<string> Reasons { get; init; } =
        ["Not there", "Missed", "Wrong class", "Imprecise", "Duplicate", "Wrong attribute", "Against the instructions", "Other"];

    /// <summary>
    /// The stage that sees a task next, from <paramref name="from"/> on; null if none does. A task is seen by a stage or not for good: it is
    /// drawn by its id, so that nobody can ask again until the draw comes out otherwise, and a larger share sees all that a smaller one saw.
    /// </summary>
    public int? Next(string task, int from)
    {
        for (var stage = from; stage < Stages.Count; stage++)
            if (Draw(task, stage) < Stages[stage].Share)
                return stage;
        return null;
    }

    /// <summary>Adds what is wrong with it to <paramref name="faults"/>, by path.</summary>
    public void Check(string path, List<Fault> faults)
    {
        if (Stages.Count > MostStages)
            faults.Add(new($"{path}/stages", "too_many", $"A task is reviewed in at most {MostStages} stages."));
        for (var i = 0; i < Stages.Count; i++)
        {
            var stage = Stages[i];
            if (stage is null)
            {
                faults.Add(new($"{path}/stages/{i}", "missing", "A stage has a name, a share and who does it."));
                continue;
            }
            Name(stage.Name, $"{path}/stages/{i}/name", "a stage", faults);
            if (!(stage.Share is > 0 and <= 1))
                faults.Add(new($"{path}/stages/{i}/share", "out_of_range", "The share of tasks that a stage sees is over 0 and at most 1. Leave a stage out that sees none."));
            By(stage.By, $"{path}/stages/{i}/by", faults);
        }
        if (Stages.Where(s => s is not null).Select(s => s.Name?.Trim()).Distinct(StringComparer.Ordinal).Count() < Stages.Count(s => s is not null))
            faults.Add(new($"{path}/stages", "twice", "Each stage has a name of its own."));
        By(AdjudicateBy, $"{path}/adjudicateBy", faults);
        if (SendBackTo is not ("author" or "others"))
            faults.Add(new($"{path}/sendBackTo", "unknown", "A rejected answer goes back to its author or to others."));
        if (Reasons.Count is 0 or > MostReasons)
            faults.Add(new($"{path}/reasons", "count", $"Give between 1 and {MostReasons} reasons to reject something."));
        for (var i = 0; i < Reasons.Count; i++)
            Name(Reasons[i], $"{path}/reasons/{i}", "a reason", faults);
    }

    static void By(string? by, string path, List<Fault> faults)
    {
        if (by is not (Reviewers or Managers))
            faults.Add(new(path, "unknown", "It is done by reviewers or by managers."));
    }

    static void Name(string? name, string path, string what, List<Fault> faults)
    {
        if (name is null || name.Trim().Length is 0 or > LongestName || name.Any(char.IsControl))
            faults.Add(new(path, "name", $"The name of {what} has 1 to {LongestName} characters."));
    }

    // Evenly in 0 … 1, and for each stage anew.
    static double Draw(string task, int stage) =>
        (BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{task}/{stage}"))) >> 11) * (1.0 / (1UL << 53));
}
