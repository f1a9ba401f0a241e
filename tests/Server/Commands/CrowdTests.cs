using System.Globalization;

namespace Groundwork.Server.Tests.Commands;

/// <summary>Real crowds through the real command line: imported, resolved by majority, exported, and as right as the toolkit that published them says.</summary>
public class CrowdTests
{
    static readonly (string File, double Accuracy)[] Crowds = [("sentence-polarity", 0.9430), ("weather-sparse", 0.8822), ("music-genre", 0.7042), ("weather-dense", 0.8533)];

    [Theory, OnSqlite]
    public Task Majority_of_each_published_crowd_is_as_right_as_published(Engine engine) => Check(engine, [0, 1, 2, 3]);

    [Theory, OnPostgres]
    public Task Majority_of_a_published_crowd_is_as_right_as_published_on_the_other_engine(Engine engine) => Check(engine, [2]);

    static async Task Check(Engine engine, int[] which)
    {
        await using var ground = await Ground.New(engine);
        var measured = new List<(string, double)>();
        var expected = which.Select(i => Crowds[i]).Select(c => (c.File, c.Accuracy)).ToList();
        foreach (var (file, _) in expected)
        {
            var path = Path.Combine(AppContext.BaseDirectory, "Samples", "crowd", file + ".csv");
            var taken = (await ground.Run("import", "votes", path, "--project", file, "--method", "majority", "--json")).Good().Json;
            taken.GetProperty("answers").GetInt64().ShouldBe((await File.ReadAllLinesAsync(path)).Count(l => l.Length > 0) - 1 - taken.GetProperty("failed").GetInt64());
            var exported = Path.Combine(ground.Data, file + ".csv");
            (await ground.Run("export", "--project", file, "--format", "csv", "--out", exported)).Good();
            measured.Add((file, Math.Round(await Accuracy(path, exported), 4)));
        }
        measured.ShouldBe(expected);
    }

    // A tie is as right as a random choice among the tied labels would be on average. The files have no quoted cells.
    static async Task<double> Accuracy(string votes, string exported)
    {
        var gold = (await File.ReadAllLinesAsync(votes)).Skip(1).Select(l => l.Split(',')).Where(c => c is [_, _, _, { Length: > 0 }])
            .GroupBy(c => c[1], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First()[3], StringComparer.Ordinal);
        var lines = (await File.ReadAllLinesAsync(exported)).Select(l => l.Split(',')).ToList();
        int At(string name) => Array.IndexOf(lines[0], name);
        var (task, label, tied) = (0, At("label"), At("label.tied"));
        double right = 0;
        foreach (var row in lines.Skip(1).Where(r => gold.ContainsKey(r[task])))
            right += row[tied].Length == 0 ? row[label] == gold[row[task]] ? 1 : 0
                : row[tied].Split(';') is var labels && labels.Contains(gold[row[task]], StringComparer.Ordinal) ? 1.0 / labels.Length : 0;
        gold.Count.ShouldBeGreaterThan(100, gold.Count.ToString(CultureInfo.InvariantCulture));
        return right / gold.Count;
    }
}
