using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Groundwork.Storage;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>One event, with nothing in it that is about a person: what is said elsewhere than in this program keeps its words and loses its values.</summary>
public sealed record LogLine(DateTimeOffset At, LogLevel Level, string Event, string Message, string? Trace, IReadOnlyList<KeyValuePair<string, object?>> Fields, string? Error, string? Stack)
{
    const string Own = "Groundwork.";

    internal static LogLine Of<T>(DateTimeOffset at, string category, LogLevel level, EventId id, T state, Exception? error, Func<T, Exception?, string> words)
    {
        var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        var ours = category.StartsWith(Own, StringComparison.Ordinal);
        return new(at, level, id.Name ?? category.Split('.')[^1], ours ? words(state, null) : Template(values), Activity.Current?.TraceId.ToString(),
            ours ? [.. values.Where(v => v.Key != "{OriginalFormat}")] : [], error is null ? null : Explain(error), error?.StackTrace);
    }

    // The words of a library, without what it filled in: that may be an address, a name, a path.
    static string Template(IReadOnlyList<KeyValuePair<string, object?>> values) => values.LastOrDefault(v => v.Key == "{OriginalFormat}").Value as string ?? "(no text)";

    // Messages of most exceptions quote what they stumbled over; those of these say only what is wrong with the storage.
    static string Explain(Exception error)
    {
        var said = new StringBuilder();
        for (Exception? each = error; each is not null; each = each.InnerException)
        {
            said.Append(said.Length > 0 ? " <- " : "").Append(each.GetType().FullName);
            if (each is StorageFullException or StorageUnavailableException)
                said.Append(": ").Append(each.Message);
            else if (each is Npgsql.PostgresException sql)
                said.Append(' ').AppendJoin(' ', new[] { sql.SqlState, sql.TableName, sql.ConstraintName }.OfType<string>());
            else if (each is System.Net.Sockets.SocketException socket)
                said.Append(CultureInfo.InvariantCulture, $" {socket.SocketErrorCode}");
            else if (each is IOException)
                said.Append(CultureInfo.InvariantCulture, $" {each.HResult}");
        }
        return said.ToString();
    }

    internal string LevelName => Level switch
    {
        LogLevel.Critical => "critical",
        LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        LogLevel.Information => "info",
        _ => "debug",
    };

    /// <summary>As one line of JSON.</summary>
    public void WriteJson(IBufferWriter<byte> to)
    {
        using (var json = new Utf8JsonWriter(to))
        {
            json.WriteStartObject();
            json.WriteString("ts", At.UtcDateTime);
            json.WriteString("level", LevelName);
            json.WriteString("event", Event);
            json.WriteString("message", Message);
            if (Trace is not null)
                json.WriteString("trace", Trace);
            foreach (var (name, value) in Fields)
            {
                json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
                if (value is int or long)
                    json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                else
                    json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
            }
            if (Error is not null)
                json.WriteString("error", Error);
            if (Stack is not null)
                json.WriteString("stack", Stack);
            json.WriteEndObject();
        }
        to.Write("\n"u8);
    }

    /// <summary>For people at a terminal.</summary>
    public void WriteText(IBufferWriter<byte> to)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{At.LocalDateTime:HH:mm:ss} {LevelName}: ");
        foreach (var c in Message)
            text.Append(char.IsControl(c) ? ' ' : c);
        if (Error is not null)
            text.Append(": ").Append(Error);
        if (Trace is not null)
            text.Append(CultureInfo.InvariantCulture, $" (trace {Trace})");
        text.Append('\n');
        if (Stack is not null)
            text.Append(Stack).Append('\n');
        Encoding.UTF8.GetBytes(text.ToString(), to);
    }
}
