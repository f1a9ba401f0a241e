using Groundwork.Server.Tests.Support;

namespace Groundwork.Server.Tests.Commands;

/// <summary>Truth methods compared on a file, without a server.</summary>
public class StatsTruthTests
{
    static readonly string Votes = Path.Combine(AppContext.BaseDirectory, "Samples", "crowd", "weather-dense.csv");

    [Theory, OnSqlite]
    public async Task Each_method_says_how_right_it_is_how_sure_and_what_it_costs(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var found = (await ground.Run("stats", "truth", "--votes", Votes, "--json")).Good().Json;
        found.GetProperty("default").GetString().ShouldBe("committee");
        found.GetProperty("repeated").GetInt32().ShouldBe(5);
        var methods = found.GetProperty("methods").EnumerateArray().ToDictionary(m => m.GetProperty("name").GetString()!, StringComparer.Ordinal);
        methods.Keys.ShouldBe(["bayesian-classifier-combination", "committee", "dawid-skene", "glad", "mace", "majority", "one-coin", "weighted-majority"], ignoreOrder: true);
        Math.Round(methods["majority"].GetProperty("accuracy").GetDouble(), 4).ShouldBe(.8533);
        Math.Round(methods["committee"].GetProperty("accuracy").GetDouble(), 4).ShouldBe(.8600);
        methods["majority"].GetProperty("iterations").GetInt64().ShouldBe(0);
        methods["dawid-skene"].GetProperty("iterations").GetInt64().ShouldBeGreaterThan(1);
        foreach (var (name, method) in methods)
        {
            method.GetProperty("ece").GetDouble().ShouldBeInRange(.001, .3, name);
            method.GetProperty("brier").GetDouble().ShouldBeInRange(.1, .5, name);
            method.GetProperty("cpuSeconds").GetDouble().ShouldBeGreaterThan(0, name);
            method.GetProperty("peakMb").GetDouble().ShouldBeInRange(10, 1000, name);
        }
    }

    [Theory, OnSqlite]
    public async Task One_method_can_be_measured_and_an_unknown_one_is_refused_with_the_names(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var one = (await ground.Run("stats", "truth", "--votes", Votes, "--method", "mace", "--json")).Good().Json.GetProperty("methods");
        one.EnumerateArray().Single().GetProperty("name").GetString().ShouldBe("mace");
        var refused = await ground.Run("stats", "truth", "--votes", Votes, "--method", "oracle");
        refused.Code.ShouldNotBe(0);
        refused.Errors.ShouldContain("weighted-majority");
    }

    /// <summary>Eight people measure forty things: one is 10 above, one 10 below, one strays, and now and then a comma is in the wrong place.</summary>
    static async Task<string> Lengths(Ground ground, Func<int, string> gold)
    {
        var file = Path.Combine(ground.Data, "lengths.csv");
        await File.WriteAllLinesAsync(file, ["worker,task,label,gold", .. from t in Enumerable.Range(0, 40)
                                                                          from a in Enumerable.Range(0, 8)
                                                                          where (t + a) % 8 < 5
                                                                          let error = (a == 0 ? 10 : a == 4 ? -10 : a == 1 ? (t * 7 % 11) - 5 : (((t * 5) + (a * 3)) % 7 * .1) - .3) + ((t + (3 * a)) % 23 == 0 ? 900 : 0)
                                                                          select FormattableString.Invariant($"w{a},t{t},{100 + t + error:0.0},{gold(t)}"), "w0,t0,999,"]);
        return file;
    }

    [Theory, OnSqlite]
    public async Task Numbers_have_methods_of_their_own(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var file = await Lengths(ground, t => t % 2 == 0 ? $"{100 + t}" : "");
        var found = (await ground.Run("stats", "truth", "--votes", file, "--level", "interval", "--json")).Good().Json;
        found.GetProperty("default").GetString().ShouldBe("bias-and-variance");
        found.GetProperty("repeated").GetInt32().ShouldBe(1);
        var methods = found.GetProperty("methods").EnumerateArray().ToDictionary(m => m.GetProperty("name").GetString()!, StringComparer.Ordinal);
        methods.Keys.ShouldBe(["bias-and-variance", "mean", "robust-mean"], ignoreOrder: true);
        double Of(string name, string figure) => methods[name].GetProperty(figure).GetDouble();
        Of("mean", "rmse").ShouldBeGreaterThan(20);
        Of("robust-mean", "rmse").ShouldBeLessThan(5);
        Of("bias-and-variance", "rmse").ShouldBeLessThan(Of("robust-mean", "rmse"));
        Of("bias-and-variance", "mae").ShouldBeInRange(.001, 1);
        Of("bias-and-variance", "iterations").ShouldBeGreaterThan(1);
        Of("mean", "iterations").ShouldBe(0);
        foreach (var method in methods.Values)
        {
            method.GetProperty("known").GetInt32().ShouldBe(20);
            method.GetProperty("cpuSeconds").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
            method.GetProperty("peakMb").GetDouble().ShouldBeInRange(10, 1000);
        }
        var line = (await ground.Run("stats", "truth", "--votes", file, "--level", "ratio", "--method", "robust-mean")).Good().Output;
        line.ShouldContain("robust-mean");
        line.ShouldContain("on 20 known, 0 iterations");
        (await ground.Run("stats", "truth", "--votes", await Lengths(ground, _ => ""), "--level", "interval", "--method", "mean")).Good().Output.ShouldContain("mean error – on 0 known");
    }

    [Theory, OnSqlite]
    public async Task Labels_that_are_no_numbers_and_levels_without_methods_are_refused_with_what_to_do(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var file = Path.Combine(ground.Data, "odd.csv");
        await File.WriteAllLinesAsync(file, ["worker,task,label", "a,t1,-3", "b,t1,4"]);
        var names = Path.Combine(ground.Data, "names.csv");
        await File.WriteAllLinesAsync(names, ["worker,task,label", "a,t1,3", "b,t1,cat"]);
        (string[] Arguments, string Says)[] cases =
        [
            (["--votes", names, "--level", "interval"], "\"cat\" is no number"),
            (["--votes", file, "--level", "ratio"], "take interval"),
            (["--votes", file, "--level", "ordinal"], "give --level interval"),
            (["--votes", file, "--level", "interval", "--method", "committee"], "robust-mean"),
            (["--project", "Pets", "--level", "interval"], "give --votes FILE"),
        ];
        foreach (var (arguments, says) in cases)
        {
            var refused = await ground.Run(["stats", "truth", .. arguments]);
            refused.Code.ShouldNotBe(0, says);
            refused.Errors.ShouldContain(says);
        }
        await File.WriteAllLinesAsync(file, ["worker,task,label", "a,t1,1e200", "b,t1,4"]);
        (await ground.Run("stats", "truth", "--votes", file, "--level", "interval")).Errors.ShouldContain("other units");
    }
}
