using System.Text.Json;
using Groundwork.Core.Ontology;
using Groundwork.Formats;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Says which classes a project needs to hold the labels of a COCO file, before there is one. Nothing is written.</summary>
public sealed class ReadClasses : ISlice
{
    const int MostErrors = 20;

    public sealed record RowError(long Row, string Reason, string Todo);

    /// <param name="Ontology">A class for each category, and no questions.</param>
    /// <param name="Labels">How many labels the file has.</param>
    /// <param name="Errors">What no class can be made of.</param>
    public sealed record Response([Shape("Ontology")] JsonElement Ontology, long Labels, List<RowError> Errors);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/imports/classes", Handle).For(Roles.Managers).Heavy()
        .Accepts<byte[]>("application/octet-stream", "*/*").WithMetadata(new UnlimitedBody()).ProducesProblem(422);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(HttpRequest request, CancellationToken cancel)
    {
        var read = await CocoClasses.ReadAsync(request.Body, cancel);
        if (read.Unreadable is { } why)
            return Problem.Of(422, "unreadable", why.Reason, why.Todo);
        var ontology = OntologyWriter.Canonical(new OntologyDocument { Classes = read.Classes });
        return TypedResults.Ok(new Response(JsonElement.Parse(ontology), read.Labels, [.. read.Faults.Take(MostErrors).Select(f => new RowError(f.Row, f.Reason, f.Todo))]));
    }
}
