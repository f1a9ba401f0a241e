using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology;

/// <summary>When a question is asked, as a function of the answers to earlier ones.</summary>
public abstract record Condition
{
    /// <summary>Whether it holds for these answers (values by question name; absent means not answered).</summary>
    public abstract bool Holds(IReadOnlyDictionary<string, JsonElement> answers);

    /// <summary>Writes its canonical JSON.</summary>
    internal abstract void Write(CanonicalJson json);

    /// <summary>The question has one of the values as its answer, or among its answers.</summary>
    /// <param name="Question">The name of an earlier question.</param>
    /// <param name="Values">Option names, integers of a rating, or booleans of a flag.</param>
    public sealed record Is(string Question, IReadOnlyList<JsonElement> Values) : Condition
    {
        /// <inheritdoc/>
        public override bool Holds(IReadOnlyDictionary<string, JsonElement> answers) =>
            answers.TryGetValue(Question, out var answer)
            && (answer.ValueKind == JsonValueKind.Array ? answer.EnumerateArray().Any(Fits) : Fits(answer));

        bool Fits(JsonElement answer) => Values.Any(value => JsonElement.DeepEquals(value, answer));

        internal override void Write(CanonicalJson json)
        {
            json.Object().Name("question").Text(Question).Name("is").List();
            foreach (var value in Values)
                json.Value(value);
            json.EndList().EndObject();
        }
    }

    /// <summary>The question has any answer, or none if <paramref name="Yes"/> is false; an empty text or list is none.</summary>
    /// <param name="Question">The name of an earlier question.</param>
    /// <param name="Yes">Whether it must be answered or unanswered.</param>
    public sealed record Answered(string Question, bool Yes = true) : Condition
    {
        /// <inheritdoc/>
        public override bool Holds(IReadOnlyDictionary<string, JsonElement> answers) =>
            (answers.TryGetValue(Question, out var answer) && !IsEmpty(answer)) == Yes;

        internal override void Write(CanonicalJson json) =>
            json.Object().Name("question").Text(Question).Name("answered").Flag(Yes).EndObject();
    }

    /// <summary>All of them hold; an empty list holds.</summary>
    /// <param name="Of">The conditions.</param>
    public sealed record All(IReadOnlyList<Condition> Of) : Condition
    {
        /// <inheritdoc/>
        public override bool Holds(IReadOnlyDictionary<string, JsonElement> answers) => Of.All(each => each.Holds(answers));

        internal override void Write(CanonicalJson json) => WriteList(json, "all", Of);
    }

    /// <summary>At least one of them holds; an empty list doesn't.</summary>
    /// <param name="Of">The conditions.</param>
    public sealed record Any(IReadOnlyList<Condition> Of) : Condition
    {
        /// <inheritdoc/>
        public override bool Holds(IReadOnlyDictionary<string, JsonElement> answers) => Of.Any(each => each.Holds(answers));

        internal override void Write(CanonicalJson json) => WriteList(json, "any", Of);
    }

    /// <summary>It does not hold.</summary>
    /// <param name="Of">The condition.</param>
    public sealed record Not(Condition Of) : Condition
    {
        /// <inheritdoc/>
        public override bool Holds(IReadOnlyDictionary<string, JsonElement> answers) => !Of.Holds(answers);

        internal override void Write(CanonicalJson json)
        {
            json.Object().Name("not");
            Of.Write(json);
            json.EndObject();
        }
    }

    /// <summary>Whether a given value says nothing: a text of white space or an empty list.</summary>
    internal static bool IsEmpty(JsonElement answer) => answer.ValueKind switch
    {
        JsonValueKind.String => string.IsNullOrWhiteSpace(answer.GetString()),
        JsonValueKind.Array => answer.GetArrayLength() == 0,
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        _ => false,
    };

    static void WriteList(CanonicalJson json, string name, IReadOnlyList<Condition> list)
    {
        json.Object().Name(name).List();
        foreach (var each in list)
            each.Write(json);
        json.EndList().EndObject();
    }
}
