using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Review;

/// <summary>The front door of Review: questions that come in with a workspace, and their answers.</summary>
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
}
