using System.Text;
using System.Text.RegularExpressions;

namespace Groundwork.Tables.Child;

/// <summary>
/// The program that reads one table, or writes one: rows pass through its standard input and output. What it can't do it says on
/// its standard error, in two lines: why, and what to do.
/// </summary>
static partial class Worker
{
    internal const int Refused = 3;

    internal static int Run(string[] args)
    {
        try
        {
            switch (args)
            {
                case ["read", var path, var items]:
                    Source.Read(path, items == "items");
                    return 0;
                case ["write"]:
                    Sink.Write();
                    return 0;
                case ["cage", var path]:
                    Console.WriteLine(Cage.Try(path));
                    return 0;
                default:
                    Console.Error.WriteLine("This program belongs to groundwork, which starts it to read and write tables.");
                    return 2;
            }
        }
        catch (TableException e)
        {
            return Say(e.Message, e.Todo);
        }
        catch (DuckException e)
        {
            var (reason, todo) = args is ["read", ..] ? Fault.Of(e.Message) : Fault.Writing(e.Message);
            return Say(reason, todo);
        }
        catch (OutOfMemoryException)
        {
            return Say(Fault.TooLarge.Reason, Fault.TooLarge.Todo);
        }
        catch (IOException)
        {
            // Nobody listens any more.
            return 1;
        }
    }

    static int Say(string reason, string todo)
    {
        using var error = Console.OpenStandardError();
        error.Write(Encoding.UTF8.GetBytes($"{reason.ReplaceLineEndings(" ")}\n{todo}\n"));
        return Refused;
    }

    /// <summary>What DuckDB says, in words for whoever sent the file.</summary>
    internal static partial class Fault
    {
        [GeneratedRegex("(file )?[\"'(]*/proc/self/fd/[0-9]+[\"')]*", RegexOptions.ExplicitCapture, 1_000)]
        private static partial Regex Own();

        const int MostDetail = 200;

        internal static (string Reason, string Todo) TooLarge => ("Reading the file takes more memory than one may have: its row groups, or single cells of it, are too large.",
            "Save it with smaller row groups, e.g. to_parquet(path, row_group_size=10_000) in pandas, and with large content in files of its own.");

        internal static (string Reason, string Todo) Writing(string message) =>
            ($"The table can't be written: {message.Split('\n')[0].TrimEnd('.')}.", "Try it again, or choose another format; if it fails again, tell whoever runs the server.");

        internal static (string Reason, string Todo) Of(string message)
        {
            if (message.StartsWith("Out of Memory", StringComparison.OrdinalIgnoreCase) || message.Contains("bad_alloc", StringComparison.Ordinal))
                return TooLarge;
            if (message.Contains("encrypt", StringComparison.OrdinalIgnoreCase))
                return ("The file is encrypted.", "Save it without encryption; the server has no keys.");
            // The path is one of the server's own, and tells nothing.
            var line = Own().Replace(message.Split('\n')[0], "the file");
            return ($"The file is damaged, or has something in it that can't be read ({(line.Length > MostDetail ? line[..MostDetail] + "…" : line).TrimEnd('.')}).",
                "Save it anew with the program that made it, or as CSV or JSON Lines.");
        }
    }
}
