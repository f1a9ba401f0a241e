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
}
