using Groundwork.Core.Ontology;
using Groundwork.Core.Search;
using Groundwork.Server.Features.Projects;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>What "class" means in a filter of tasks: a label of the first question, or of another one by its name.</summary>
static class TaskClasses
{
    /// <summary>The questions with labels, the one that "class" means without a name first.</summary>
    internal static async ValueTask<List<Question>> Questions(Session s, string project)
    {
        var labelled = (await ProjectCalls.Ontology(s, project)).Questions.Where(q => q.Asks.Scale is Scale.Nominal or Scale.NominalSet or Scale.Ordinal).ToList();
        var first = labelled.Find(q => q.Kind == "choice") ?? labelled.FirstOrDefault();
        return first is null ? [] : [first, .. labelled.Where(q => q != first)];
    }

    /// <summary>The question and the label that a word of "class" means.</summary>
    internal static (Question? Question, string Label) Meant(IReadOnlyList<Question> questions, string word)
    {
        if (questions.Count == 0 || word.Length == 0 || questions[0].Asks.Labels(questions[0]).Any(l => l.Name == word))
            return (questions is [var first, ..] ? first : null, word);
        return word.Split('=', 2) is [var name, var label] ? (questions.FirstOrDefault(q => q.Name == name), label) : (questions[0], word);
    }

    /// <summary>The rows that are believed to have one of these labels.</summary>
    internal static Predicate Among(ColumnTable table, List<Question> questions, IReadOnlyList<string> words) => Predicate.Any(
        [.. words.Select(w => Meant(questions, w)).Where(m => m.Question is not null).GroupBy(m => m.Question!, m => m.Label)
            .Select(g => Predicate.Among(BelievedValues.Column(table, g.Key), g))]);

    /// <summary>The labels of all questions with their counts. What is asked about other questions stays a condition for the counts of one.</summary>
    internal static List<TableFields.Choice> Choices(ColumnTable table, List<Question> questions, TableFields.Under under)
    {
        var all = new List<TableFields.Choice>();
        foreach (var question in questions)
        {
            var plain = question == questions[0];
            var rows = under(c => c is OneOfWords { Field.Name: "class" } words && words.Words.Any(w => Meant(questions, w).Question == question));
            var found = TableFields.Counted(table, BelievedValues.Column(table, question), rows, label => label).ToDictionary(c => c.Value, StringComparer.Ordinal);
            var labels = question.Asks.Labels(question);
            all.AddRange(labels.Select(l => new TableFields.Choice(plain ? l.Name : $"{question.Name}={l.Name}", plain ? l.Title : $"{question.Title}: {l.Title}",
                found.GetValueOrDefault(l.Name)?.Count ?? 0)));
            // Labels that later versions of the questions dropped, and rows that nothing is believed about.
            all.AddRange(found.Values.Where(c => labels.All(l => l.Name != c.Value) && (plain || c.Value.Length > 0))
                .Select(c => plain ? c : c with { Value = $"{question.Name}={c.Value}", Title = $"{question.Title}: {c.Title}" }));
        }
        return all;
    }
}
