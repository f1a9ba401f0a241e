using Groundwork.Core.Documents;
using Groundwork.Formats;
using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Features.Annotations;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Work;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Exchange;

/// <summary>A row that the ontology allows, with its document stored.</summary>
sealed record ReadyLabel(LabelRow Row, string Author, AnswerDocument Document, StoredDocument Stored);

/// <summary>Writes one label to its task.</summary>
sealed class LabelWrites(LabelTarget target, string way, string import)
{
    /// <summary>Adds the label, unless it was there; whether its author had said something else before.</summary>
    internal async ValueTask<Known> Put(Session s, ReadyLabel label, string task)
    {
        if (way == "gold")
            return await PutGold(s, label, task);
        var votes = way == "annotation";
        await s.Any($"SELECT 1 FROM task WHERE id = {task} AND workspace = {s.Workspace} {Dialect.Lock}");
        var member = await AccountCalls.Outsider(s, label.Author, votes ? "external" : "model");
        var before = await AnnotationCalls.Latest(s, task, member);
        if (before?.Hash == label.Stored.Hash)
            return Known.Before;
        await AnnotationCalls.Add(s, new NewAnnotation(s.NewId(), target.Project, task, null, member, votes ? "person" : "model", target.Version, label.Stored, null, null, false, votes)
        {
            Before = before,
            Import = import,
        });
        if (votes)
        {
            if (before is null)
                await WorkCalls.TakeIn(s, target.Project, task, 1);
            await WorkCalls.Settle(s, target.Project, task, await QualityCalls.Observe(s, target.Project, task));
        }
        return before is null ? Known.New : Known.Otherwise;
    }

    async ValueTask<Known> PutGold(Session s, ReadyLabel label, string task)
    {
        var met = new List<Known>();
        foreach (var (question, value) in label.Document.Answers)
            met.Add(await QualityCalls.Know(s, target.Project, task, question, value, import));
        return met.Contains(Known.New) ? Known.New : met.Contains(Known.Otherwise) ? Known.Otherwise : Known.Before;
    }
}
