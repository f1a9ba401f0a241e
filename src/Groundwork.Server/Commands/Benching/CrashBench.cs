using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Groundwork.Core.Statistics;

namespace Groundwork.Server.Commands.Benching;

/// <summary>
/// Kills the server while people submit, starts it again, and has them send again what was not acknowledged, under the same key. In the end
/// every acknowledged answer must be there, and none twice.
/// </summary>
static class CrashBench
{
    const int FewestTasks = 2_000, TasksPerRound = 100;

    // A server that was just started, or one on a slow disk, takes a while until the first answers are in.
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>What was found.</summary>
    /// <param name="Rounds">How often it was killed.</param>
    /// <param name="Acknowledged">Answers that the server said it has.</param>
    /// <param name="Lost">Of those, how many are not there.</param>
    /// <param name="Doubled">Answers that are there more than once: the same person twice in a task, or another answer for the same key.</param>
    /// <param name="ReadySeconds">The longest start after a kill.</param>
    internal sealed record Figures(int Rounds, int Acknowledged, int Lost, int Doubled, double ReadySeconds);

    internal static async Task<Figures> Run(BenchedServer server, int rounds, int annotators, CancellationToken cancel)
    {
        var random = new SeededRandom(20261122);
        var acknowledged = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var pending = new string?[annotators];
        var (keys, doubled, slowest, project) = (new string[annotators], 0, 0.0, "");
        using (var crowd = new Crowd(server.Url, server.Key, annotators))
        {
            var tasks = Math.Max(FewestTasks, rounds * TasksPerRound);
            project = await crowd.Project(tasks, cancel, (long)tasks * annotators);
            for (var i = 0; i < annotators; i++)
                keys[i] = await crowd.Join(i, cancel);
        }
        for (var round = 0; round < rounds; round++)
        {
            // A new port at each start, so new connections.
            using var crowd = new Crowd(server.Url, server.Key, annotators);
            using var killed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var working = Enumerable.Range(0, annotators).Select(i => Task.Run(() => Label(i, crowd, killed.Token), cancel)).ToArray();
            await Busy(acknowledged.Count + annotators);
            await Task.Delay(random.NextInt(900), cancel);
            await server.Kill();
            await killed.CancelAsync();
            await Task.WhenAll(working);
            await server.Again(cancel);
            slowest = Math.Max(slowest, server.ReadySeconds);
        }
        using var last = new Crowd(server.Url, server.Key, annotators);
        for (var i = 0; i < annotators; i++)
            await Again(i, last, cancel);
        var (ids, twice) = await Stored(last, project, cancel);
        return new(rounds, acknowledged.Count, acknowledged.Values.Count(id => !ids.Contains(id)), doubled + twice, Math.Round(slowest, 2));

        // A kill while nobody was answered shows nothing.
        async Task Busy(int enough)
        {
            for (var since = Stopwatch.GetTimestamp(); acknowledged.Count < enough && Stopwatch.GetElapsedTime(since) < LongestWait;)
                await Task.Delay(5, cancel);
        }

        async Task Label(int who, Crowd crowd, CancellationToken until)
        {
            try
            {
                await Again(who, crowd, until);
                using var person = crowd.With(keys[who]);
                while (await Crowd.Next(person, project, until) is { } assignment)
                {
                    pending[who] = assignment;
                    Keep(assignment, await Crowd.Submit(person, assignment, until));
                    pending[who] = null;
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                // The server is gone; what was under way is sent again when it is back.
            }
        }

        async Task Again(int who, Crowd crowd, CancellationToken until)
        {
            if (pending[who] is not { } assignment)
                return;
            using var person = crowd.With(keys[who]);
            // Twice, so that the second reply must be the first one.
            Keep(assignment, await Crowd.Submit(person, assignment, until));
            Keep(assignment, await Crowd.Submit(person, assignment, until));
            pending[who] = null;
        }

        void Keep(string assignment, string annotation)
        {
            if (acknowledged.GetOrAdd(assignment, annotation) != annotation)
                Interlocked.Increment(ref doubled);
        }
    }

    static async Task<(HashSet<string> Ids, int Twice)> Stored(Crowd crowd, string project, CancellationToken cancel)
    {
        var path = Path.GetTempFileName();
        try
        {
            await crowd.Export(project, () => File.Create(path), cancel);
            var (ids, twice) = (new HashSet<string>(StringComparer.Ordinal), 0);
            await foreach (var line in File.ReadLinesAsync(path, cancel))
            {
                var authors = new HashSet<string>(StringComparer.Ordinal);
                foreach (var answer in JsonElement.Parse(line).GetProperty("answers").EnumerateArray())
                {
                    var added = ids.Add(answer.GetProperty("annotationId").GetString()!);
                    twice += authors.Add(answer.GetProperty("author").GetProperty("id").GetString()!) && added ? 0 : 1;
                }
            }
            return (ids, twice);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
