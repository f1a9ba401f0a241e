using System.Globalization;
using Groundwork.Formats;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Downloads the rows that an import left out as a table, each with why, what to do, and the row as it stood: to correct them and import them again.</summary>
public sealed class GetImportErrors : ISlice
{
    const int Page = 1_000;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/imports/{id}/errors", Handle).For(Roles.Readers)
        .Produces<byte[]>(200, "text/csv").ProducesProblem(404);

    static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, CancellationToken cancel)
    {
        var failed = await db.Read(me.Workspace, s => s.Long($"SELECT failed FROM import WHERE id = {id} AND workspace = {s.Workspace}"), cancel);
        return failed is null ? Problem.NotFound("import")
            : TypedResults.Stream(body => Write(body, db, me.Workspace, id, failed.Value, cancel), "text/csv; charset=utf-8", "import-errors.csv");
    }

    static async Task Write(Stream body, Db db, string workspace, string id, long failed, CancellationToken cancel)
    {
        var table = new CsvTable(spreadsheetSafe: true);
        table.Text("file").Text("row").Text("reason").Text("what to do").Text("the row as it stood").End();
        for (var after = 0L;;)
        {
            var page = await db.Read(workspace, s => ImportFaults.Read(s, id, Page, after), cancel);
            foreach (var fault in page)
                table.Text(fault.File).Text(fault.Row == 0 ? "" : fault.Row.ToString(CultureInfo.InvariantCulture)).Text(fault.Reason).Text(fault.Todo).Text(fault.Raw ?? "").End();
            if (page.Count < Page && failed > ImportFaults.Most)
                table.Text("").Text("").Text(string.Create(CultureInfo.InvariantCulture, $"{failed - ImportFaults.Most} more rows were left out; they were counted and not kept."))
                    .Text("Correct these first and import the file again.").Text("").End();
            await table.FlushAsync(body, cancel);
            if (page.Count < Page)
                return;
            after = page[^1].N;
        }
    }
}
