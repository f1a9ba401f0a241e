using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Projects;

/// <summary>Gives new items of a dataset to the projects that label it.</summary>
public sealed class FeedProjects(Db db) : IOutboxReader
{
    public string Name => "feed";

    public IReadOnlyCollection<string> Kinds { get; } = ["items.imported"];

    public async Task<bool> Handle(IReadOnlyList<OutboxEvent> events, CancellationToken cancel)
    {
        foreach (var (workspace, dataset) in events.Select(e => (e.Workspace, e.Subject)).Distinct())
        {
            var projects = await db.Read(workspace, s => s.All(
                $"SELECT id FROM project WHERE dataset = {dataset} AND workspace = {s.Workspace} AND state = 'open' ORDER BY id", r => r.Text(0)), cancel);
            foreach (var project in projects)
                await ProjectCalls.Feed(db, workspace, project, cancel);
        }
        return true;
    }
}
