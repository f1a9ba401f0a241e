using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Shows one item: what it says, where it came from, and what became of it.</summary>
public sealed class GetItem : ISlice
{
    public sealed record ImageView(long Width, long Height);
    public sealed record Provenance(string ImportId, string File, long Row, string Format, string Source, string Licence, string Consent, string Collected, string By, long At, string? Sha256);
    public sealed record Task(string Id, string ProjectId, string ProjectName, long Ordinal,
        [OneOf("available", "leased", "answered", "in_review", "disputed", "completed", "cancelled")] string State, long Answers, long Wants);
    public sealed record Response(string Id, string DatasetId, string DatasetName, long Ordinal, string ExternalId, string Modality, string Text,
        [Shape("Metadata")] JsonElement Metadata, string? Split, List<string> Tags, long CreatedAt, ImageView? Image, string? Sha256, Provenance? Provenance, List<Task> Tasks,
        string? PreviousId, string? NextId);

    sealed record Found(string Dataset, string DatasetName, long Ordinal, string ExternalId, string Modality, JsonElement Payload, JsonElement Metadata,
        string? Split, string? Tags, long Created, string? Asset, Provenance? From);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/items/{id}", Handle).For(Roles.Readers, In.Item).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Read(me.Workspace, s => Load(s, id)) is { } found ? TypedResults.Ok(found) : Problem.NotFound("item");

    static async ValueTask<Response?> Load(Session s, string id)
    {
        var i = await s.One($"""
            SELECT i.dataset, d.name, i.ordinal, i.external_id, i.modality, i.payload, i.metadata, i.split, i.tags, i.created, i.asset,
              m.id, m.file_name, i.import_row, m.format, m.source, m.licence, m.consent, m.collected, p.name, m.at, m.sha256
            FROM item i JOIN dataset d ON d.id = i.dataset AND d.workspace = i.workspace LEFT JOIN import m ON m.id = i.import AND m.workspace = i.workspace
            LEFT JOIN member p ON p.id = m.by_member AND p.workspace = i.workspace
            WHERE i.id = {id} AND i.workspace = {s.Workspace} AND i.deleted IS NULL
            """, r => new Found(r.Text(0), r.Text(1), r.Long(2), r.Text(3), r.Text(4), JsonElement.Parse(r.Text(5)), JsonElement.Parse(r.Text(6)), r.TextOrNull(7), r.TextOrNull(8),
                r.Long(9), r.TextOrNull(10), r.TextOrNull(11) is not { } import ? null
                    : new Provenance(import, r.Text(12), r.Long(13), r.Text(14), r.Text(15), r.Text(16), r.Text(17), r.Text(18), r.TextOrNull(19) ?? "", r.Long(20),
                        r.TextOrNull(21) is { Length: > 0 } sha256 ? sha256 : null)));
        if (i is null)
            return null;
        var tasks = await s.All($"""
            SELECT t.id, p.id, p.name, t.ordinal, t.state, t.answers, t.wants FROM project p JOIN task t ON t.project = p.id AND t.workspace = p.workspace AND t.item = {id}
            WHERE p.dataset = {i.Dataset} AND p.workspace = {s.Workspace} AND p.deleted IS NULL ORDER BY p.created, p.id
            """, r => new Task(r.Text(0), r.Text(1), r.Text(2), r.Long(3), r.Text(4), r.Long(5), r.Long(6)));
        var previous = await s.Text($"""
            SELECT id FROM item WHERE dataset = {i.Dataset} AND workspace = {s.Workspace} AND ordinal < {i.Ordinal} AND deleted IS NULL ORDER BY ordinal DESC LIMIT 1
            """);
        var next = await s.Text($"""
            SELECT id FROM item WHERE dataset = {i.Dataset} AND workspace = {s.Workspace} AND ordinal > {i.Ordinal} AND deleted IS NULL ORDER BY ordinal LIMIT 1
            """);
        return new Response(id, i.Dataset, i.DatasetName, i.Ordinal, i.ExternalId, i.Modality, Text(i.Payload, "text") ?? "", i.Metadata, i.Split,
            i.Tags is null ? [] : JsonSerializer.Deserialize<List<string>>(i.Tags)!, i.Created, ImageOf(i), i.Asset, i.From, tasks, previous, next);
    }

    static ImageView? ImageOf(Found i) => i.Modality == "image" && i.Payload.TryGetProperty("width", out var width) && i.Payload.TryGetProperty("height", out var height)
        ? new ImageView(width.GetInt64(), height.GetInt64()) : null;

    static string? Text(JsonElement payload, string member) =>
        payload.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
