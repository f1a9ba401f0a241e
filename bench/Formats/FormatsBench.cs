using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Ontology;
using Groundwork.Formats;
using Groundwork.Server.Commands.Benching;

namespace Groundwork.Bench.Formats;

/// <summary>
/// Writes a snapshot of N answers, stored as the server stores it, in each format and into a file. Prints answers per second, the CPU time of
/// an answer and what was allocated for it; "read" is what every format but the native one has to do first.
/// </summary>
static class FormatsBench
{
    internal static async Task<int> Run(string[] options)
    {
        var given = options.Chunk(2).Where(o => o.Length == 2).ToDictionary(o => o[0].TrimStart('-'), o => o[1], StringComparer.Ordinal);
        var answers = given.TryGetValue("answers", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 200_000;
        var ontology = OntologyReader.Read(Encoding.UTF8.GetBytes(MadeProject.Ontology), [])!;
        var stored = Path.GetTempFileName();
        await using (var file = File.Create(stored))
            await MadeProject.Write(file, answers / 2, resolved: true);
        var header = new SnapshotHeader("id", "bench", "bench", "sha256:0", ontology, 0);
        for (var round = 0; round < 2; round++)
        {
            await Measure("read", answers, async () =>
            {
                await foreach (var row in Read(stored))
                    GC.KeepAlive(row);
            });
            foreach (var name in (given.GetValueOrDefault("formats") ?? string.Join(',', Catalog.Of<IFormat>().OfType<ISnapshotWriter>().Select(f => f.Name))).Split(','))
                foreach (var what in (Wanted[])[Wanted.Resolutions, Wanted.Answers])
                    await Measure($"{name} {what}".ToLowerInvariant(), answers, async () =>
                    {
                        var to = Path.GetTempFileName();
                        await using (var file = File.Create(to))
                            await ((ISnapshotWriter)Catalog.Named<IFormat>(name)!).WriteAsync(file, header, Read(stored), new() { What = what, Scratch = () => new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose) });
                        File.Delete(to);
                    });
        }
        File.Delete(stored);
        return 0;
    }

    static async IAsyncEnumerable<SnapshotRow> Read(string path)
    {
        await using var stream = File.OpenRead(path);
        await foreach (var row in ((ISnapshotReader)Catalog.Named<IFormat>("jsonl")!).ReadSnapshotAsync(stream))
            yield return ((SnapshotLine)row).Content;
    }

    static async Task Measure(string step, int answers, Func<Task> work)
    {
        GC.Collect();
        using var me = Process.GetCurrentProcess();
        var (cpu, bytes, clock) = (me.TotalProcessorTime, GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());
        await work();
        me.Refresh();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            step, answersPerSecond = Math.Round(answers / clock.Elapsed.TotalSeconds),
            cpuMicrosecondsPerAnswer = Math.Round((me.TotalProcessorTime - cpu).TotalMicroseconds / answers, 1),
            bytesPerAnswer = (GC.GetTotalAllocatedBytes() - bytes) / answers,
        }));
    }
}
