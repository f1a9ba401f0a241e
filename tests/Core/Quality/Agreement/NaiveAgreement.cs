using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality.Agreement;

/// <summary>The coefficients by their definitions: by going through pairs of votes, tasks and annotators. Slow and plain.</summary>
static class NaiveAgreement
{
    public delegate double Weight(int k, int l);

    /// <summary>Mean over tasks with two votes of the mean weight of their ordered pairs.</summary>
    public static double? Observed(IReadOnlyList<Vote> votes, Weight weight)
    {
        var tasks = votes.GroupBy(v => v.Task).Where(g => g.Count() > 1).ToList();
        return tasks.Count == 0 ? null : tasks.Average(task =>
            (from a in task from b in task where a.Annotator != b.Annotator select weight(a.Label, b.Label)).Average());
    }

    /// <summary>Scott and Fleiss: the mean weight of a vote on some task and a vote on some task, drawn apart.</summary>
    public static double PooledChance(IReadOnlyList<Vote> votes, Weight weight)
    {
        var tasks = votes.GroupBy(v => v.Task).ToList();
        return tasks.Average(t => tasks.Average(u => t.Average(a => u.Average(b => weight(a.Label, b.Label)))));
    }

    /// <summary>Cohen and Conger: the mean over ordered pairs of annotators of the weight of a vote of each.</summary>
    public static double? OwnChance(IReadOnlyList<Vote> votes, Weight weight)
    {
        var people = votes.GroupBy(v => v.Annotator).ToList();
        return people.Count < 2 ? null : (from a in people from b in people where a.Key != b.Key
                select a.Average(x => b.Average(y => weight(x.Label, y.Label)))).Average();
    }

    /// <summary>Gwet: the mean weight of two labels drawn blindly times how likely two votes drawn apart differ, over how likely two blind ones do.</summary>
    public static double GwetChance(IReadOnlyList<Vote> votes, Weight weight, int labels)
    {
        var differ = 1 - PooledChance(votes, (k, l) => k == l ? 1 : 0);
        return BlindChance(weight, labels) * differ / (1 - (1.0 / labels));
    }

    /// <summary>Brennan and Prediger: the mean weight of two labels drawn blindly.</summary>
    public static double BlindChance(Weight weight, int labels) =>
        (from k in Enumerable.Range(0, labels) from l in Enumerable.Range(0, labels) select weight(k, l)).Average();

    public static double? Beyond(double? observed, double? chance) =>
        observed is null || chance is null || 1 - chance < 1e-9 ? null : (observed - chance) / (1 - chance);

    /// <summary>ICC(1,1) by variance components: what pairs within tasks share of what all have.</summary>
    public static double? OneWay(IReadOnlyList<Vote> votes, double[] values)
    {
        var tasks = votes.GroupBy(v => v.Task).Where(g => g.Count() > 1).Select(g => g.Select(v => values[v.Label]).ToArray()).ToList();
        if (tasks.Count < 2)
            return null;
        var all = tasks.SelectMany(t => t).ToArray();
        var within = tasks.Sum(t => t.Sum(x => Math.Pow(x - t.Average(), 2))) / (all.Length - tasks.Count);
        var between = (all.Sum(x => Math.Pow(x - all.Average(), 2)) - tasks.Sum(t => t.Sum(x => Math.Pow(x - t.Average(), 2)))) / (tasks.Count - 1);
        var each = (all.Length - (tasks.Sum(t => (double)t.Length * t.Length) / all.Length)) / (tasks.Count - 1);
        var ofTasks = (between - within) / each;
        return ofTasks + within <= 1e-12 && within <= 1e-12 ? null : ofTasks / (ofTasks + within);
    }

    /// <summary>The two-way forms of one answer and of the mean of k, by variance components of a full table [task][annotator].</summary>
    public static (double Random, double Mixed, double RandomMean, double MixedMean) TwoWay(double[][] table)
    {
        var (n, k) = (table.Length, table[0].Length);
        var mean = table.Average(r => r.Average());
        double Row(int i) => table[i].Average();
        double Column(int j) => table.Average(r => r[j]);
        var rest = Enumerable.Range(0, n).Sum(i => Enumerable.Range(0, k).Sum(j => Math.Pow(table[i][j] - Row(i) - Column(j) + mean, 2))) / ((n - 1.0) * (k - 1));
        var ofTasks = (Enumerable.Range(0, n).Sum(i => k * Math.Pow(Row(i) - mean, 2)) / (n - 1) - rest) / k;
        var ofPeople = (Enumerable.Range(0, k).Sum(j => n * Math.Pow(Column(j) - mean, 2)) / (k - 1) - rest) / n;
        return (ofTasks / (ofTasks + ofPeople + rest), ofTasks / (ofTasks + rest), ofTasks / (ofTasks + ((ofPeople + rest) / k)), ofTasks / (ofTasks + (rest / k)));
    }

    /// <summary>The interval by leaving out each task and measuring anew.</summary>
    public static (double Low, double High)? Interval(IReadOnlyList<Vote> votes, Func<IReadOnlyList<Vote>, double?> measure, double studentQuantile)
    {
        var tasks = votes.Select(v => v.Task).Distinct().ToList();
        var all = Math.Log(1 - measure(votes)!.Value);
        var without = new List<double>();
        foreach (var task in tasks)
        {
            if (measure([.. votes.Where(v => v.Task != task)]) is not { } left || left >= 1 - 1e-12)
                return null;
            without.Add(Math.Log(1 - left));
        }
        // Pseudo-values, as Tukey has them.
        var pseudo = without.Select(w => (tasks.Count * all) - ((tasks.Count - 1) * w)).ToList();
        var centre = pseudo.Average();
        var error = Math.Sqrt(pseudo.Sum(p => Math.Pow(p - centre, 2)) / (tasks.Count * (tasks.Count - 1.0)));
        return (1 - Math.Exp(Math.Max(all, centre + (studentQuantile * error))), 1 - Math.Exp(Math.Min(all, centre - (studentQuantile * error))));
    }
}
