using System.Buffers;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Quality;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Quality;

/// <summary>Reads answers for the statistics: of one task, or of a whole project in pages. Only each author's latest revision speaks, and only if it counts.</summary>
public static class StoredAnswers
{
    public sealed record Stored(string Id, string Task, string Author, string Body, long Tx, long Ordinal);

    /// <summary>The answers of one task, in a fixed order.</summary>
    public static async ValueTask<List<AuthoredAnswer>> OfTask(Session s, string task) =>
        [.. (await s.All($"""
            SELECT a.author, a.body FROM annotation a WHERE a.task = {task} AND a.workspace = {s.Workspace} AND a.counted = 1
            AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace})
            ORDER BY a.author
            """, r => new AuthoredAnswer(r.Text(0), Head(r.Text(1)))))];

    static Sql Uncancelled => $"AND t.state <> 'cancelled'";

    /// <summary>
    /// Goes through one page of a project's answers in the order of their transactions, below <paramref name="before"/>. Nothing of it is kept:
    /// what a page of large bodies leaves behind would be cleared away late.
    /// </summary>
    /// <returns>How many there were, and where the last one is.</returns>
    /// <param name="s">The session.</param>
    /// <param name="project">Whose.</param>
    /// <param name="before">The commit number that they came before.</param>
    /// <param name="after">Where the page begins.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancelled">Whether answers to tasks that were cancelled since belong to it.</param>
    /// <param name="hear">Told of each.</param>
    public static async ValueTask<(int Count, (long Tx, string Id) Last)> Page(
        Session s, string project, long before, (long Tx, string Id) after, int most, bool cancelled, Action<Stored> hear)
    {
        var (count, last) = (0, after);
        await s.Each($"""
            SELECT a.id, a.task, a.author, a.body, a.tx, t.ordinal FROM annotation a JOIN task t ON t.id = a.task AND t.workspace = a.workspace
            WHERE a.project = {project} AND a.workspace = {s.Workspace} AND a.tx < {before} AND a.counted = 1 {(cancelled ? Sql.Nothing : Uncancelled)}
            AND (a.tx, a.id) > ({after.Tx}, {after.Id})
            AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace} AND n.tx < {before})
            ORDER BY a.tx, a.id LIMIT {(long)most}
            """, r =>
            {
                var stored = Map(r);
                hear(stored);
                (count, last) = (count + 1, (stored.Tx, stored.Id));
            });
        return (count, last);
    }

    /// <summary>The stored head as a document. What statistics need (answers) is in the head, whether or not objects lie in segments.</summary>
    public static AuthoredAnswer Read(Stored stored) => new(stored.Author, Head(stored.Body));

    /// <summary>The answers to questions in a stored document.</summary>
    internal static AnswerDocument Head(string body)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(body.Length));
        try
        {
            // Only the answers are read: there may be thousands of objects beside them.
            var json = new Utf8JsonReader(bytes.AsSpan(0, Encoding.UTF8.GetBytes(body, bytes)));
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("answers"u8))
                {
                    json.Read();
                    return AnswerDocument.Empty with { Answers = JsonElement.ParseValue(ref json).EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal) };
                }
                json.Skip();
            }
            return AnswerDocument.Empty with { Answers = new Dictionary<string, JsonElement>() };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    static Stored Map(Row r) => new(r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Long(4), r.Long(5));
}
