using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Core.Quality;

/// <summary>One author's answer to a task.</summary>
/// <param name="Author">Id of the member or model.</param>
/// <param name="Document">What they answered; already checked against the ontology.</param>
public sealed record AuthoredAnswer(string Author, AnswerDocument Document);

/// <summary>What is believed about one question of one task.</summary>
/// <param name="Kind">The question's kind.</param>
/// <param name="Value">The value that stands, in the form of an answer; null where the answers tie.</param>
/// <param name="Confidence">Belief in the value, 0 … 1; for open answers the share of answers that equal it.</param>
/// <param name="Tied">The labels that share the highest belief, if there is more than one; else null.</param>
/// <param name="Votes">How many answers it rests on.</param>
/// <param name="Distribution">Belief in each label that got any; null for open answers.</param>
public sealed record QuestionResolution(
    string Kind, JsonElement? Value, double? Confidence, IReadOnlyList<string>? Tied, int Votes, IReadOnlyDictionary<string, double>? Distribution);

/// <summary>The answer that the system stands behind for one task.</summary>
/// <param name="Method">Name of the truth method.</param>
/// <param name="Confidence">The lowest confidence of its questions; null if nothing was answered.</param>
/// <param name="Disputed">A question has no label that is believed more than all others together.</param>
/// <param name="Questions">By question name, in the ontology's order; questions that the resolved answers don't ask are left out.</param>
public sealed record Resolution(
    string Method, double? Confidence, bool Disputed, IReadOnlyDictionary<string, QuestionResolution> Questions)
{
    /// <summary>Belief in the labels of a question, from its votes: length labels, sums to 1.</summary>
    public delegate double[] Belief(Question question, IReadOnlyList<(string Author, int Label)> votes);

    /// <summary>The name of the method by which a person settled a task.</summary>
    public const string ByReview = "review";

    /// <summary>How many of its answers to questions with labels are expected to be wrong: what a review of it would mend.</summary>
    public double ExpectedMistakes => Questions.Values.Where(q => q.Distribution is not null).Sum(q => q.Value is null ? 1 : 1 - q.Confidence ?? 1);

    /// <summary>What a review settled: what it says is so, whatever the answers say.</summary>
    public static Resolution Settled(OntologyDocument ontology, AnswerDocument document)
    {
        var settled = new OrderedDictionary<string, QuestionResolution>(StringComparer.Ordinal);
        foreach (var question in ontology.Questions)
            if (document.Answers.TryGetValue(question.Name, out var value) && Fits(question, value))
            {
                var labels = question.Asks.Scale is Scale.Nominal or Scale.Ordinal or Scale.NominalSet ? question.Asks.LabelsOf(question, value) : null;
                settled.Add(question.Name, new QuestionResolution(question.Kind, value, 1, null, 1, labels?.ToDictionary(l => l, _ => 1.0, StringComparer.Ordinal)));
            }
        return new Resolution(ByReview, settled.Count == 0 ? null : 1, false, settled);
    }

    /// <summary>
    /// Resolves a task question by question. A question is resolved only if the answers resolved before it ask it;
    /// a tie asks nothing further.
    /// </summary>
    public static Resolution Of(OntologyDocument ontology, string method, IReadOnlyList<AuthoredAnswer> answers, Belief belief)
    {
        var resolved = new OrderedDictionary<string, QuestionResolution>(StringComparer.Ordinal);
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var question in ontology.Questions)
        {
            if (question.When?.Holds(values) == false)
                continue;
            var given = answers.Where(a => a.Document.Answers.ContainsKey(question.Name)).ToList();
            if (given.Count == 0)
                continue;
            var one = question.Asks.Scale switch
            {
                Scale.Nominal or Scale.Ordinal => Single(question, given, belief),
                Scale.NominalSet => Set(question, given),
                Scale.Numeric => Median(question, given),
                _ => MostCommon(question, given),
            };
            resolved.Add(question.Name, one);
            if (one.Value is { } value)
                values.Add(question.Name, value);
        }
        var confidence = resolved.Values.Min(q => q.Confidence);
        return new Resolution(method, confidence, resolved.Values.Any(Disputes), resolved);
    }

    /// <summary>A label with at most half of the belief is no result that one can stand behind; open answers may well all differ.</summary>
    internal static bool Disputes(QuestionResolution q) => q.Distribution is not null && (q.Value is null || q.Confidence <= 0.5 + TruthResult.TieTolerance);

    static QuestionResolution Single(Question question, List<AuthoredAnswer> given, Belief belief)
    {
        var labels = question.Asks.Labels(question);
        var votes = Votes(question, labels, given);
        if (votes.Count == 0)
            return new QuestionResolution(question.Kind, null, null, null, 0, null);
        var posterior = belief(question, votes);
        var top = TruthResult.TopLabels(posterior);
        return new QuestionResolution(question.Kind,
            top.Length == 1 ? question.Asks.AnswerOf(labels[top[0]].Name) : null,
            Rounded(posterior[top[0]]),
            top.Length == 1 ? null : [.. top.Select(t => labels[t].Name)],
            votes.Count,
            Shown(labels, posterior));
    }

    /// <summary>The votes of a question with one label an answer. A label that later versions of the ontology dropped has no vote.</summary>
    public static List<(string Author, int Label)> Votes(Question question, IReadOnlyList<Label> labels, IEnumerable<AuthoredAnswer> answers)
    {
        var votes = new List<(string, int)>();
        foreach (var answer in answers)
            if (answer.Document.Answers.TryGetValue(question.Name, out var value) && Fits(question, value)
                && question.Asks.LabelsOf(question, value) is [var name] && IndexOf(labels, name) is >= 0 and var at)
                votes.Add((answer.Author, at));
        return votes;
    }

    // An answer made under another version may not have this version's form; then it says nothing here.
    static bool Fits(Question question, JsonElement value)
    {
        var faults = new List<Fault>();
        question.Asks.CheckAnswer(question, value, "", faults);
        return faults.Count == 0;
    }

    static int IndexOf(IReadOnlyList<Label> labels, string name)
    {
        for (var i = 0; i < labels.Count; i++)
            if (labels[i].Name == name)
                return i;
        return -1;
    }

    // Each option is a yes or no of its own; half of the voters is a tie of that option.
    static QuestionResolution Set(Question question, List<AuthoredAnswer> given)
    {
        var labels = question.Asks.Labels(question);
        var sets = given.Select(g => g.Document.Answers[question.Name]).Where(v => Fits(question, v)).Select(v => question.Asks.LabelsOf(question, v)).ToList();
        if (sets.Count == 0)
            return new QuestionResolution(question.Kind, null, null, null, 0, null);
        var shares = labels.Select(l => (double)sets.Count(set => set.Contains(l.Name)) / sets.Count).ToArray();
        var tied = labels.Where((_, i) => shares[i] == 0.5).Select(l => l.Name).ToArray();
        JsonElement? value = tied.Length > 0 ? null
            : JsonSerializer.SerializeToElement(labels.Where((_, i) => shares[i] > 0.5).Select(l => l.Name));
        return new QuestionResolution(question.Kind, value, shares.Min(p => Math.Max(p, 1 - p)), tied.Length > 0 ? tied : null, sets.Count, Shown(labels, shares));
    }

    // The median is the value that at least half of the answers don't exceed and half don't fall below.
    static QuestionResolution Median(Question question, List<AuthoredAnswer> given)
    {
        var numbers = given.Select(g => g.Document.Answers[question.Name]).Where(v => v.ValueKind == JsonValueKind.Number).Select(v => v.GetDouble()).Order().ToList();
        if (numbers.Count == 0)
            return new QuestionResolution(question.Kind, null, null, null, 0, null);
        var middle = numbers.Count / 2;
        var median = numbers.Count % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
        return new QuestionResolution(question.Kind, JsonSerializer.SerializeToElement(median),
            (double)numbers.Count(n => n.Equals(median)) / numbers.Count, null, numbers.Count, null);
    }

    static QuestionResolution MostCommon(Question question, List<AuthoredAnswer> given)
    {
        var texts = given.Select(g => g.Document.Answers[question.Name]).Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!).ToList();
        if (texts.Count == 0)
            return new QuestionResolution(question.Kind, null, null, null, 0, null);
        var groups = texts.GroupBy(t => t, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ToList();
        var tied = groups.TakeWhile(g => g.Count() == groups[0].Count()).Select(g => g.Key).ToArray();
        return new QuestionResolution(question.Kind, tied.Length == 1 ? JsonSerializer.SerializeToElement(tied[0]) : null,
            (double)groups[0].Count() / texts.Count, tied.Length == 1 ? null : tied, texts.Count, null);
    }

    // Six decimals are more than any belief deserves, and a refit that moves less than that changes nothing.
    static double Rounded(double belief) => Math.Round(belief, 6);

    static OrderedDictionary<string, double> Shown(IReadOnlyList<Label> labels, double[] belief)
    {
        var shown = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++)
            if (Rounded(belief[i]) > 0)
                shown.Add(labels[i].Name, Rounded(belief[i]));
        return shown;
    }
}
