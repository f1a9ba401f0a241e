using Groundwork.Core.Documents;
using Groundwork.Core.Matching;

namespace Groundwork.Core.Simulation;

/// <summary>
/// Somebody who doesn't exist and errs at stated rates: who fills a sample, so that what the product finds out about its
/// annotators can be checked against what they are.
/// </summary>
/// <param name="Name">What they are called; it says that they are simulated.</param>
/// <param name="Right">How often a question or an attribute is answered right, 0 … 1; the other answers are equally likely.</param>
public sealed record SimulatedPerson(string Name, double Right)
{
    /// <summary>Boxes and outlines: the standard deviation of an edge or corner, in parts of the thing's size. Spans: how often an end is a word off.</summary>
    public double Jitter { get; init; }

    /// <summary>How often a thing that is there is not marked.</summary>
    public double Misses { get; init; }

    /// <summary>How often something tempting is marked that shouldn't be.</summary>
    public double Tempted { get; init; }

    /// <summary>How often a thing gets a class that it may be mistaken for.</summary>
    public double Confuses { get; init; }

    /// <summary>How often a relation between two things that they marked is left out.</summary>
    public double Unrelated { get; init; }
}

/// <summary>An item as it really is.</summary>
/// <param name="Truth">What is there; questions that don't apply have no answer.</param>
/// <param name="Tempting">What looks as if it were to be marked, and isn't.</param>
/// <param name="Size">The picture's, which nothing is drawn outside of.</param>
/// <param name="Text">The text that spans are of.</param>
public sealed record SimulatedItem(AnswerDocument Truth, IReadOnlyList<LabelledObject> Tempting, ItemExtent? Size = null, string? Text = null)
{
    /// <summary>Things that are hard to see, by their ids: whoever looks, finds them every other time.</summary>
    public IReadOnlyCollection<string> Hidden { get; init; } = [];

    /// <summary>By question, what almost as many people say instead of what is true: the item leaves it open.</summary>
    public IReadOnlyDictionary<string, string> Doubtful { get; init; } = new Dictionary<string, string>();
}
