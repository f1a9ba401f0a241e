using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Features.Annotations;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Review;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Writes what simulated people did with one task of the sample.</summary>
sealed class SampleAnswers(Session s, CurrentMember me, SampleProject sample, string project, string task)
{
    /// <summary>What somebody said.</summary>
    internal sealed record Answer(string Person, StoredDocument Document, long ActiveMs);

    /// <summary>What is to happen to a task.</summary>
    /// <param name="Item">Its item.</param>
    /// <param name="Given">Who answers it.</param>
    /// <param name="Skipper">Who gives it back, if anybody does.</param>
    /// <param name="Predicted">What the model says of it.</param>
    /// <param name="IsKnown">Whether the true answer to the sample's known question is noted.</param>
    internal sealed record Drawn(SampleItem Item, List<Answer> Given, string Skipper, StoredDocument? Predicted, bool IsKnown);

    internal async ValueTask Write(Drawn drawn)
    {
        if (drawn.Predicted is { } predicted)
            await AnnotationCalls.Add(s, New(await AccountCalls.Outsider(s, sample.Model!.Name, "model"), "model", null, predicted, null, counted: false));
        if (drawn.IsKnown)
            await QualityCalls.Know(s, project, task, sample.Known.Question, drawn.Item.Simulated.Truth.Answers[sample.Known.Question]);
        foreach (var skip in sample.Skips.Where(k => k.Item == drawn.Item.Id))
            if (await WorkCalls.Lend(s, project, task, await Member(drawn.Skipper)) is { } lease)
                await WorkCalls.Skip(s, lease, skip.Reason, skip.Comment);
        foreach (var answer in drawn.Given)
            if (await Give(answer) is { } lease && answer == drawn.Given[0])
                await Ask(drawn.Item.Id, lease, answer.Person);
        if (drawn.Given.Count > 0)
            await WorkCalls.Settle(s, project, task, await QualityCalls.Observe(s, project, task));
    }

    async ValueTask<Lease?> Give(Answer answer)
    {
        var member = await Member(answer.Person);
        var lease = await WorkCalls.Lend(s, project, task, member);
        var counted = true;
        if (lease is not null)
            counted = (await WorkCalls.Finish(s, lease)).Counted;
        else
            // More votes than the project asks for came from elsewhere.
            await WorkCalls.TakeIn(s, project, task, 1);
        await AnnotationCalls.Add(s, New(member, "person", lease?.Id, answer.Document, answer.ActiveMs, counted));
        return lease;
    }

    async ValueTask Ask(string item, Lease lease, string person)
    {
        var who = new CurrentMember(lease.Member, me.Workspace, person, Roles.Annotator, "simulated", ByCookie: false);
        foreach (var question in sample.Questions.Where(q => q.Item == item))
            await ReviewCalls.Ask(s, who, (project, task, lease.Id), question is { X: { } x, Y: { } y } ? new Pin(At: new Spot(x, y)) : null, question.Text,
                question.Reply is { } said ? (me, said) : null);
    }

    NewAnnotation New(string author, string kind, string? assignment, StoredDocument document, long? activeMs, bool counted) =>
        new(s.NewId(), project, task, assignment, author, kind, 1, document, activeMs is { } ms ? s.Now - ms : null, activeMs, false, counted);

    ValueTask<string> Member(string name) => AccountCalls.Outsider(s, name, "simulated");
}
