using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>The front door of Review: questions that come in with a workspace, their answers, and verdicts.</summary>
public static class ReviewCalls
{
    /// <summary>Asks something about an assignment of <paramref name="who"/>; what <paramref name="reply"/> says settles it, if anything is said.</summary>
    /// <param name="s">The session.</param>
    /// <param name="who">The member who asks.</param>
    /// <param name="about">Project, task and assignment.</param>
    /// <param name="pin">The place that it is about, if not the whole task.</param>
    /// <param name="text">The question.</param>
    /// <param name="reply">Who answers, and what they say.</param>
    public static async ValueTask Ask(Session s, CurrentMember who, (string Project, string Task, string Assignment) about, Pin? pin, string text, (CurrentMember By, string Text)? reply)
    {
        var id = await Threads.Begin(s, who, about.Project, about.Task, new(who.Id, about.Assignment), pin, text);
        if (reply is not var (by, said) || await Threads.Lock(s, by, id) is not { } thread)
            return;
        await Threads.Say(s, by, thread, said);
        await Threads.Turn(s, by, thread, "resolved");
    }

    /// <summary>Opens a task for somebody and gives the verdict that they come to, as if they had sent it.</summary>
    /// <param name="db">The database.</param>
    /// <param name="blobs">Where large documents are kept.</param>
    /// <param name="who">The reviewer.</param>
    /// <param name="task">The task.</param>
    /// <param name="key">What makes it one verdict, however often it is given.</param>
    /// <param name="verdict">What they make of the proposal; its basis is filled in.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>What became of it; null if it isn't theirs to judge now.</returns>
    public static async Task<GiveVerdict.Response?> Judge(
        Db db, FolderBlobs blobs, CurrentMember who, string task, string key, Func<AnswerDocument, GiveVerdict.Request> verdict, CancellationToken cancel)
    {
        if ((await ClaimReview.Handle(task, who, db, blobs, cancel)).Result is not NoContent || await db.Read(who.Workspace, s => Claims.Of(s, task), cancel) is not { Proposal: var seen })
            return null;
        var given = await GiveVerdict.Handle(task, verdict(seen.Document()) with { Basis = seen.Basis }, key, who, db, blobs, cancel);
        return (given.Result as Created<GiveVerdict.Response>)?.Value;
    }
}
