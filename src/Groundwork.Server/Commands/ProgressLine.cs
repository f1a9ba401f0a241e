using System.Diagnostics;

namespace Groundwork.Server.Commands;

/// <summary>Says how far a verb is, beside its result: one line that changes on a terminal, a line now and then where the output goes elsewhere.</summary>
sealed class ProgressLine
{
    static readonly TimeSpan Often = TimeSpan.FromMilliseconds(100), Seldom = TimeSpan.FromSeconds(5);

    readonly Lock gate = new();
    readonly bool terminal = !Console.IsErrorRedirected;
    long shownAt = Stopwatch.GetTimestamp();
    int width;

    internal void Show(string text)
    {
        lock (gate)
        {
            if (Stopwatch.GetElapsedTime(shownAt) < (terminal ? Often : Seldom))
                return;
            shownAt = Stopwatch.GetTimestamp();
            if (terminal)
                Console.Error.Write($"\r{text.PadRight(width)}");
            else
                Console.Error.WriteLine(text);
            width = text.Length;
        }
    }

    /// <summary>Makes room for the result.</summary>
    internal void Clear()
    {
        lock (gate)
            if (terminal && width > 0)
                Console.Error.Write($"\r{new string(' ', width)}\r");
    }
}
