using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Quality;

namespace Groundwork.Core.Simulation;

/// <summary>
/// Looks through a proposal as a reviewer who doesn't exist would: leaves what is near enough, takes out what isn't there, and mends the rest by a
/// hand of their own, that errs as anybody's does.
/// </summary>
/// <param name="hand">How they answer themselves.</param>
/// <param name="person">Who they are.</param>
public sealed class SimulatedReviewer(SimulatedHand hand, SimulatedPerson person)
{
    // Nobody redraws an outline that is nearly right; an end of a name is right or wrong.
    const double NearEnough = 0.8, Same = 1 - 1e-9;

    /// <summary>The proposal as they would have it; an equal one if there is nothing to mend.</summary>
    public AnswerDocument Mend(AnswerDocument proposal, SimulatedItem item)
    {
        var truth = item.Truth;
        // What is on the screen isn't overlooked, however hard it is to see; whoever reviews errs in what they draw themselves.
        var own = hand.Answer(person, item with { Hidden = [], Doubtful = new Dictionary<string, string>() });
        var mine = ObjectScore.Finds(own, truth, item.Size).ToDictionary(f => f.Column, f => own.Objects[f.Row]);
        var proposed = ObjectScore.Finds(proposal, truth, item.Size).ToDictionary(f => f.Row);
        var (kept, ids) = (new List<LabelledObject>(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (at, each) in proposal.Objects.Index())
            if (proposed.TryGetValue(at, out var find))
            {
                ids[truth.Objects[find.Column].Id] = each.Id;
                kept.Add(IsRight(each, truth.Objects[find.Column], find.Value) ? each : mine.GetValueOrDefault(find.Column, each) with { Id = each.Id });
            }
        foreach (var (at, thing) in truth.Objects.Index())
            if (!ids.ContainsKey(thing.Id) && mine.TryGetValue(at, out var added))
            {
                ids[thing.Id] = FormattableString.Invariant($"r{kept.Count + 1}");
                kept.Add(added with { Id = ids[thing.Id] });
            }
        return proposal with { Objects = kept, Relations = Relations(proposal, own, item, mine, ids), Answers = Answers(proposal, own, truth) };
    }

    static bool IsRight(LabelledObject proposed, LabelledObject thing, double alike) =>
        proposed.Class == thing.Class && alike >= (thing.GeometryType == "span" ? Same : NearEnough) && AnswerDocument.Same(proposed.Attributes, thing.Attributes);

    // Those that are right, in the order that they stand in already, then what is missing.
    static List<Relation> Relations(AnswerDocument proposal, AnswerDocument own, SimulatedItem item, Dictionary<int, LabelledObject> mine, Dictionary<string, string> ids)
    {
        List<Relation> Named(IEnumerable<Relation> relations, IReadOnlyDictionary<string, string> names) =>
            [.. relations.Where(r => names.ContainsKey(r.From) && names.ContainsKey(r.To)).Select(r => r with { From = names[r.From], To = names[r.To] })];
        var right = Named(item.Truth.Relations, ids);
        var drawn = Named(own.Relations, mine.Where(m => ids.ContainsKey(item.Truth.Objects[m.Key].Id)).ToDictionary(m => m.Value.Id, m => ids[item.Truth.Objects[m.Key].Id], StringComparer.Ordinal));
        var kept = proposal.Relations.Where(right.Contains).ToList();
        return [.. kept, .. drawn.Where(r => !kept.Contains(r))];
    }

    static SortedDictionary<string, JsonElement> Answers(AnswerDocument proposal, AnswerDocument own, AnswerDocument truth)
    {
        var answers = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (question, value) in own.Answers)
            answers[question] = proposal.Answers.TryGetValue(question, out var said) && truth.Answers.TryGetValue(question, out var right) && CanonicalJson.Same(said, right) ? said : value;
        return answers;
    }
}
