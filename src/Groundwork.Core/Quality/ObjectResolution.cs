using Groundwork.Core.Documents;

namespace Groundwork.Core.Quality;

/// <summary>Whose object went into a resolved one.</summary>
/// <param name="Author">The member or model.</param>
/// <param name="Object">The id of their object in their document.</param>
/// <param name="Similarity">How alike it and the merged one are, 0 … 1.</param>
public sealed record Contributor(string Author, string Object, double Similarity);

/// <summary>One thing that was marked, and what is believed about it.</summary>
/// <param name="Object">The merged object. Its id stays as long as its first contributor, by author, does. Of classes that tie it has the one that stands first in the ontology.</param>
/// <param name="Existence">Belief that it is there at all, 0 … 1.</param>
/// <param name="Confidence">Belief that it is there and has this class.</param>
/// <param name="Agreement">How alike the merged and the contributors' geometries are on average; null if there is only one, who agrees with nobody.</param>
/// <param name="Votes">How many marked it.</param>
/// <param name="Seen">How many could have: all who answered the task.</param>
/// <param name="Class">What is believed about its class.</param>
/// <param name="Attributes">What is believed about its attributes, from those who gave it this class.</param>
/// <param name="Contributors">By author.</param>
public sealed record ResolvedObject(
    LabelledObject Object, double Existence, double Confidence, double? Agreement, int Votes, int Seen,
    QuestionResolution Class, IReadOnlyDictionary<string, QuestionResolution> Attributes, IReadOnlyList<Contributor> Contributors);

/// <summary>One relation that was drawn, and what is believed about it.</summary>
/// <param name="Relation">Between ids of resolved objects.</param>
/// <param name="Confidence">Belief that it holds, given that both objects are there, 0 … 1.</param>
/// <param name="Votes">How many drew it.</param>
/// <param name="Seen">How many could have: those who marked both objects.</param>
/// <param name="Authors">Who drew it.</param>
public sealed record ResolvedRelation(Relation Relation, double Confidence, int Votes, int Seen, IReadOnlyList<string> Authors);

/// <summary>What the system proposes for the objects of one task, and what it leaves out.</summary>
/// <param name="Confidence">The lowest of what is in it and of what was left out; null if nobody marked anything.</param>
/// <param name="Disputed">Nobody can stand behind all of it: see <see cref="Disputes"/>.</param>
/// <param name="Objects">What is more likely there than not, in the order of drawing.</param>
/// <param name="Relations">Relations between those that more likely hold than not.</param>
/// <param name="LeftOut">Objects that some marked and that are less likely there than not, the likeliest first.</param>
/// <param name="LeftOutRelations">Relations between proposed objects that less likely hold than not.</param>
/// <param name="Disputes">What keeps it open.</param>
public sealed record ObjectResolution(
    double? Confidence, bool Disputed, IReadOnlyList<ResolvedObject> Objects, IReadOnlyList<ResolvedRelation> Relations,
    IReadOnlyList<ResolvedObject> LeftOut, IReadOnlyList<ResolvedRelation> LeftOutRelations, IReadOnlyList<ObjectDispute> Disputes)
{
    /// <summary>How many of its objects are expected to be wrong, missing ones among them: what a review of it would mend.</summary>
    public double ExpectedMistakes => Objects.Sum(o => 1 - o.Confidence) + LeftOut.Sum(o => o.Existence);

    /// <summary>The proposal as an answer, with the values of a task's questions if there are any.</summary>
    public AnswerDocument ToDocument(Resolution? questions = null)
    {
        var answers = new SortedDictionary<string, System.Text.Json.JsonElement>(StringComparer.Ordinal);
        foreach (var (name, question) in questions?.Questions ?? new Dictionary<string, QuestionResolution>(StringComparer.Ordinal))
            if (question.Value is { } value)
                answers.Add(name, value);
        return new AnswerDocument { Objects = [.. Objects.Select(o => o.Object)], Relations = [.. Relations.Select(r => r.Relation)], Answers = answers };
    }
}

/// <summary>Why a task is open because of one of its objects.</summary>
/// <param name="Object">The id of the resolved object, in the proposal or left out.</param>
/// <param name="What"><c>existence</c>, <c>class</c> or <c>attribute</c>.</param>
/// <param name="Attribute">The required attribute that has no value; null otherwise.</param>
public sealed record ObjectDispute(string Object, string What, string? Attribute = null);
