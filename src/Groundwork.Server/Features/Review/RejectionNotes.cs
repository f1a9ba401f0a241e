using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Review;

/// <summary>Tells the authors of rejected answers what was said about single objects: a thread each, pinned to the object as they made it.</summary>
static class RejectionNotes
{
    internal static async ValueTask Send(Session s, CurrentMember me, string project, string task, SeenProposal seen, List<RejectedRow> rejected, List<ObjectNote>? notes)
    {
        foreach (var note in notes ?? [])
        {
            var text = string.Join(": ", new[] { note.Reason, note.Comment }.Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => t!.Trim()));
            var sources = seen.Facts.Find(f => f.Id == note.Object)?.Sources;
            foreach (var answer in rejected)
                // What one person alone made is proposed under the ids that they gave.
                if (text.Length > 0 && answer.Assignment is { } assignment && (sources is null ? rejected.Count == 1 ? note.Object : null
                    : sources.Find(x => x.AuthorId == answer.Author)?.ObjectId) is { } own)
                    await Threads.Begin(s, me, project, task, new(answer.Author, assignment), new Pin(own), text);
        }
    }
}
