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
    readonly Dictionary<string, (IReadOnlyList<Label> Labels, List<(string Author, int Label)> Votes, List<int> Ends)> votes = new(StringComparer.Ordinal);

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

    /// <summary>What has been learned so far.</summary>
    public ConsensusModel Model(CancellationToken cancel = default)
    {
        var (objectsShared, objectRates) = objects.Fit();
        var (relationsShared, relationRates) = relations.Fit();
        var spreads = spread.Fit();
        var communities = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        var evidence = objectRates.Keys.ToDictionary(a => a, _ => new SortedDictionary<string, JsonElement>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (question, (labels, given, ends)) in votes)
        {
            string[] authors = [.. given.Select(g => g.Author).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            var indexOf = authors.Select((author, i) => (author, i)).ToDictionary(a => a.author, a => a.i, StringComparer.Ordinal);
            var (table, thing) = (new Vote[given.Count], 0);
            for (var i = 0; i < table.Length; i++)
            {
                while (ends[thing] <= i)
                    thing++;
                table[i] = new Vote(thing, indexOf[given[i].Author], given[i].Label);
            }
            var fit = method.Fit(VoteTable.Build(table, ends.Count, authors.Length, labels.Count, out _), cancel);
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
        var labels = votes.TryGetValue(name, out var known) ? known.Labels : question.Asks.Labels(question);
        var more = Resolution.Votes(question, labels, answers);
        if (more.Count == 0)
            return;
        if (known.Votes is null)
            votes.Add(name, known = (labels, [], []));
        known.Votes.AddRange(more);
        known.Ends.Add(known.Votes.Count);
    }
}
