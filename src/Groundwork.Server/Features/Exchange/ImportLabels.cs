using Groundwork.Core;
using Groundwork.Core.Documents;
using Groundwork.Formats;
using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// Takes in what somebody said about a project's items: predictions of a model, which are kept beside the answers and never
/// vote; gold, the known answers that measure; or annotations of people who worked elsewhere, which count like those given here.
/// The body is the file. Sent again, nothing is added twice; what the same author says anew takes the place of what was said before.
/// </summary>
public sealed class ImportLabels : ISlice
{
    /// <summary>What to take the labels for, and where they come from.</summary>
    public sealed class Query
    {
        public string As { get; set; } = "";

        /// <summary>Whose labels they are, where a row doesn't say it.</summary>
        public string? Author { get; set; }

        public string? FileName { get; set; }

        /// <summary>The name of the file's format; without it, it is told by the file's name and how it begins.</summary>
        public string? Format { get; set; }
        public string? Source { get; set; }
        public string? Licence { get; set; }
        public string? Consent { get; set; }
        public string? Collected { get; set; }
        public bool? DryRun { get; set; }

        internal Provenance From => new(Source ?? "", Licence ?? "", Consent ?? "", Collected ?? "");
    }

    public sealed record RowError(long Row, string Reason, string Todo);
    public sealed record Response(string? ImportId, [OneOf("prediction", "gold", "annotation")] string As, long Added, long Changed, long Duplicates, long Failed,
        List<string> Authors, List<RowError> Errors, long MoreErrors);

    internal static readonly string[] Ways = ["prediction", "gold", "annotation"];

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{id}/labels", Handle).For(Roles.Managers, In.Project).Heavy()
        .Accepts<byte[]>("application/octet-stream", "*/*").WithMetadata(new UnlimitedBody())
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, HttpRequest request, [AsParameters] Query query,
        [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db, FolderBlobs blobs, CancellationToken cancel)
    {
        if (Faults(query) is { Count: > 0 } faults)
            return Problem.Invalid(faults);
        if (await db.Read(me.Workspace, s => LabelTarget.Of(s, id), cancel) is not { } target)
            return Problem.NotFound("project");
        // Kept first: a label can be followed back to the bytes that it came from, and the file can be read again.
        var file = await blobs.Put(me.Workspace, request.Body, cancel);
        var reader = query.Format is { Length: > 0 } named ? (ILabelReader)Catalog.Named<IFormat>(named)! : await Guess(query.FileName ?? "", blobs, me.Workspace, file.Sha256, cancel);
        var settings = new ReadSettings
        {
            What = query.As == "annotation" ? Wanted.Answers : Wanted.Resolutions,
            Predictions = query.As == "prediction",
            Ontology = target.Ontology,
            Scratch = blobs.Scratch,
            // What is imported is kept already, and waits; who only looks is told to come back.
            Waits = query.DryRun != true,
        };
        var (once, wrong) = OnceByKey.Of(me, nameof(ImportLabels), query.DryRun == true ? null : key, new { id, query, file.Sha256 });
        if (wrong is not null)
            return wrong;
        if (once is not null && await db.Read(me.Workspace, s => once.Before<Response>(s), cancel) is { } before)
            return before.Refusal is { } other ? other : TypedResults.Ok(before.First);
        var intake = new LabelIntake(db, blobs, me, target, query.As, query.Author?.Trim(), query.DryRun == true);
        await intake.Begin(new(query.FileName ?? "", reader.Name, file.Sha256, file.Size, query.From) { Kind = LabelIntake.Kind(query.As), Project = id }, cancel);
        await using (var stream = blobs.Open(me.Workspace, file.Sha256)!)
            await intake.TakeIn(reader.ReadLabelsAsync(stream, settings, cancel), cancel);
        var response = new Response(intake.Import, query.As, intake.Added, intake.Changed, intake.Duplicates, intake.Failed, [.. intake.Authors.Take(20)],
            intake.Faults, intake.Failed - intake.Faults.Count);
        // Where two send it at once, each adds what the other has not: the first reply stays.
        await intake.End(async s => _ = once is null || intake.Nothing is not null || await once.Before<Response>(s) is not null ? response : await once.Keep(s, response), cancel);
        return intake.Nothing is { } why ? Problem.Of(422, "unreadable", why.Reason, why.Todo) : TypedResults.Ok(response);
    }

    static async Task<ILabelReader> Guess(string fileName, FolderBlobs blobs, string workspace, string sha256, CancellationToken cancel)
    {
        var head = new byte[LabelFormats.HeadBytes];
        await using var stream = blobs.Open(workspace, sha256)!;
        var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        return LabelFormats.Guess(fileName, head.AsSpan(0, length));
    }

    static List<Fault> Faults(Query query)
    {
        var faults = DataCalls.Faults(query.From);
        if (!Ways.Contains(query.As, StringComparer.Ordinal))
            faults.Add(new("/as", "as", $"Say what the labels are: {string.Join(", ", Ways)}."));
        if (query.Format is { Length: > 0 } format && Catalog.Named<IFormat>(format) is not ILabelReader)
            faults.Add(new("/format", "unknown_format", $"Labels can be read from {string.Join(", ", Catalog.Of<IFormat>().OfType<ILabelReader>().Select(f => f.Name))}."));
        if (query.Author is { } author && (author.Trim().Length is 0 or > 120 || author.Any(char.IsControl)))
            faults.Add(new("/author", "author", "The author's name has 1 to 120 characters."));
        return faults;
    }
}
