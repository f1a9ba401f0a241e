using System.Buffers;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>Writes what operators should know to standard error, one line for each event. Standard output is for what a verb was asked for, which programs read.</summary>
/// <param name="json">Lines of JSON, for programs; else text, for people.</param>
/// <param name="clock">The server's.</param>
/// <param name="to">Where to; standard error if it is null.</param>
[ProviderAlias("Lines")]
public sealed class LogLines(bool json, TimeProvider clock, Stream? to = null) : ILoggerProvider
{
    DateTimeOffset Now => clock.GetUtcNow();

    readonly Stream stream = to ?? Console.OpenStandardError();
    readonly Lock gate = new();
    readonly ArrayBufferWriter<byte> line = new(1024);

    /// <summary>Who else is told of each event.</summary>
    public Action<LogLine>? Also { get; set; }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    void Write(LogLine said)
    {
        lock (gate)
        {
            line.ResetWrittenCount();
            if (json)
                said.WriteJson(line);
            else
                said.WriteText(line);
            try
            {
                stream.Write(line.WrittenSpan);
                stream.Flush();
            }
            catch (IOException)
            {
                // Whoever read it is gone; the work goes on.
            }
        }
        Also?.Invoke(said);
    }

    public void Dispose()
    {
    }

    sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Write(LogLine.Of(lines.Now, category, logLevel, eventId, state, exception, formatter));
    }
}
