using System.Globalization;
using System.Text;
using System.Text.Json;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Audit;

/// <summary>Downloads the audit log or a part of it, oldest first, as a table or as JSON lines.</summary>
public sealed class ExportLog : ISlice
{
    const int Page = 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit/export", Handle).For(Roles.Owner).ToNote()
        .Produces<string>(200, "application/jsonl").Produces<string>(200, "text/csv").ProducesProblem(400);

    static async Task<IResult> Handle(CurrentMember me, Db db, HttpContext context, string? format, string? actor, string? action, string? subject, string? project,
        long? from, long? to, CancellationToken cancel)
    {
        var wish = new Wish
        {
            Actor = ListEvents.Given(actor), Action = ListEvents.Given(action), Subject = ListEvents.Given(subject), Project = ListEvents.Given(project), From = from, To = to,
        };
        var faults = wish.Faults();
        if (format is not (null or "jsonl" or "csv"))
            faults.Add(new("/format", "unknown_format", "The format is jsonl or csv."));
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        await db.Write(me.Workspace, s => EventCalls.Record(s, me.Id, "audit.exported", me.Id, project: wish.Project), cancel);
        var csv = format == "csv";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"audit.{(csv ? "csv" : "jsonl")}\"";
        return TypedResults.Stream(async stream =>
        {
            var text = new StringBuilder(csv ? "\uFEFFposition,at,actor,actor_name,action,subject,subject_name,project,project_name,via,address,before,after,leaf_hash\r\n" : "");
            var size = (await db.Read(me.Workspace, LogTree.Of, cancel)).Size;
            for (long at = 0; ; at += Page)
            {
                foreach (var row in at < size ? await Rows(db, me.Workspace, wish, at, Math.Min(size, at + Page), cancel) : [])
                    if (csv)
                        Csv(text, row);
                    else
                        text.Append(JsonSerializer.Serialize(row, JsonSerializerOptions.Web)).Append('\n');
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancel);
                text.Clear();
                if (at + Page >= size)
                    return;
            }
        }, csv ? "text/csv; charset=utf-8" : "application/jsonl");
    }

    static Task<List<EventRow>> Rows(Db db, string workspace, Wish wish, long after, long upTo, CancellationToken cancel) => db.Read(workspace, async s =>
    {
        var lines = await EventCalls.Lines(s, after, upTo, wish.Condition, descending: false, Page);
        var names = await EventNames.Of(s, lines);
        return lines.ConvertAll(l => EventRow.Of(l, names));
    }, cancel);

    static void Csv(StringBuilder text, EventRow r) => text.AppendJoin(',', new[]
    {
        r.Position.ToString(CultureInfo.InvariantCulture), DateTimeOffset.FromUnixTimeMilliseconds(r.At).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        r.Actor, r.ActorName, r.Action, r.Subject, r.SubjectName, r.Project, r.ProjectName, r.Via, r.Address, r.Before, r.After, r.LeafHash,
    }.Select(Cell)).Append("\r\n");

    // What a spreadsheet would take for a formula gets an apostrophe before it.
    static string Cell(string? value)
    {
        var text = value is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + value : value ?? "";
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
