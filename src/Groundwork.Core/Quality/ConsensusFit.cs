using System.Runtime.InteropServices;
using System.Text.Json;
using Groundwork.Core.Matching;
using Groundwork.Core.Ontology;

namespace Groundwork.Core.Quality;

/// <summary>
/// Learns a <see cref="ConsensusModel"/> from tasks, one after the other: what it keeps grows with the pairs of annotators and the votes, not
/// with the geometries.
/// </summary>
public sealed class ConsensusFit
{
    readonly OntologyDocument ontology;
    readonly ITruthMethod method;
    readonly PresenceFit objects = new(), relations = new();
    readonly SpreadFit spread = new();
    readonly Dictionary<string, int> shared = new(StringComparer.Ordinal);
    readonly Dictionary<string, Heard> votes = new(StringComparer.Ordinal);

    // What was said to one question. There may be millions of votes: authors are numbers, in the order in which they came.
    sealed class Heard(IReadOnlyList<Label> labels)
    {
        readonly Dictionary<string, int> authors = new(StringComparer.Ordinal);
        readonly List<Vote> votes = [];
        int things;

        internal IReadOnlyList<Label> Labels => labels;

        internal void Add(List<(string Author, int Label)> thing)
        {
            foreach (var (author, label) in thing)
            {
                if (!authors.TryGetValue(author, out var at))
                    authors.Add(author, at = authors.Count);
                votes.Add(new Vote(things, at, label));
            }
            things++;
        }

        // In the order of their names, which is the same however answers are listed. Gives the votes away: a table holds as much again.
        internal (string[] Authors, VoteTable Table) Take()
        {
            string[] sorted = [.. authors.Keys.Order(StringComparer.Ordinal)];
            var place = new int[sorted.Length];
            for (var i = 0; i < sorted.Length; i++)
                place[authors[sorted[i]]] = i;
            var all = CollectionsMarshal.AsSpan(votes);
            foreach (ref var vote in all)
                vote = vote with { Annotator = place[vote.Annotator] };
            var table = VoteTable.Build(all, things, sorted.Length, labels.Count, out _);
            votes.Clear();
            votes.Capacity = 0;
            return (sorted, table);
        }
    }

    /// <summary>Begins with nothing known.</summary>
    /// <param name="ontology">The project's ontology.</param>
    /// <param name="method">How votes on classes and attributes become beliefs.</param>
    public ConsensusFit(OntologyDocument ontology, ITruthMethod method) => (this.ontology, this.method) = (ontology, method);

    /// <summary>Fits all tasks of a project. The same tasks in the same order give the same bits, however their answers are listed.</summary>
    /// <inheritdoc cref="ConsensusFit(OntologyDocument, ITruthMethod)"/>
    public static ConsensusModel Of(OntologyDocument ontology, ITruthMethod method, IEnumerable<TaskAnswers> tasks, CancellationToken cancel = default)
    {
        var fit = new ConsensusFit(ontology, method);
        foreach (var task in tasks)
        {
            cancel.ThrowIfCancellationRequested();
            fit.Add(task);
        }
        return fit.Model(cancel);
    }

    /// <summary>Adds one task.</summary>
    public void Add(TaskAnswers task)
    {
        var things = Things.Of(task);
        foreach (var group in things.Groups)
        {
            objects.Add([.. things.Authors.Select((author, view) => (author, Array.Exists(group, m => things.Marks[m].View == view)))]);
            foreach (var mark in group)
            {
                var author = things.AuthorOf(things.Marks[mark]);
                shared[author] = shared.GetValueOrDefault(author) + (group.Length > 1 ? 1 : 0);
                foreach (var other in group)
                    if (mark < other && things.AuthorOf(things.Marks[other]) != author)
                        spread.Add(things.Marks[mark].Shape.Family, author, things.AuthorOf(things.Marks[other]), things.Pairs.Similarity(mark, other));
            }
            Vote(things, group);
        }
        foreach (var (_, _, _, seen) in things.RelationsBetween(things.Groups))
            relations.Add(seen);
    }

    /// <summary>What has been learned. To be called once, at the end: it takes what was kept.</summary>
    public ConsensusModel Model(CancellationToken cancel = default)
    {
        var (objectsShared, objectRates) = objects.Fit();
        var (relationsShared, relationRates) = relations.Fit();
        var spreads = spread.Fit();
        var communities = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        var evidence = objectRates.Keys.ToDictionary(a => a, _ => new SortedDictionary<string, JsonElement>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (question, heard) in votes)
        {
            var (authors, table) = heard.Take();
            var fit = method.Fit(table, cancel);
            if (fit.Community is { } community)
                communities.Add(question, community);
            for (var a = 0; a < fit.Annotators.Count; a++)
                evidence[authors[a]].Add(question, fit.Annotators[a]);
        }
        var annotators = new SortedDictionary<string, ObjectSkill>(StringComparer.Ordinal);
        foreach (var (author, rates) in objectRates)
            annotators.Add(author, new ObjectSkill(rates, relationRates.GetValueOrDefault(author, relationsShared.Rates),
                spreads.GetValueOrDefault(author, 1), shared.GetValueOrDefault(author), evidence[author]));
        return new ConsensusModel(objectsShared, relationsShared, annotators, communities);
    }

    // Attributes are those of the class that most gave; where classes tie, there is nothing to compare.
    void Vote(Things things, int[] group)
    {
        var answers = group.Select(m => (Author: things.AuthorOf(things.Marks[m]), things.Marks[m].Object)).DistinctBy(a => a.Author).ToList();
        Count(ObjectQuestions.ClassOf(ontology), ObjectQuestions.Class, [.. answers.Select(a => ObjectQuestions.ClassAnswer(a.Author, a.Object))]);
        var classes = answers.GroupBy(a => a.Object.Class, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ToList();
        if ((classes.Count > 1 && classes[0].Count() == classes[1].Count()) || ontology.ClassNamed(classes[0].Key) is not { } definition)
            return;
        List<AuthoredAnswer> given = [.. classes[0].Select(a => ObjectQuestions.AttributeAnswer(a.Author, a.Object))];
        foreach (var attribute in definition.Attributes.Where(a => a.Asks.Scale is Scale.Nominal or Scale.Ordinal))
            Count(attribute, ObjectQuestions.Attribute(definition.Name, attribute.Name), given);
    }

    void Count(Question question, string name, List<AuthoredAnswer> answers)
    {
        var labels = votes.TryGetValue(name, out var heard) ? heard.Labels : question.Asks.Labels(question);
        var more = Resolution.Votes(question, labels, answers);
        if (more.Count == 0)
            return;
        if (heard is null)
            votes.Add(name, heard = new(labels));
        heard.Add(more);
    }
}
