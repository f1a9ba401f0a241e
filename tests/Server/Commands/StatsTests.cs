namespace Groundwork.Server.Tests.Commands;

/// <summary>Statistics of files from the command line: agreement by level, certificates, redundancy.</summary>
public class StatsTests
{
    [Theory, OnSqlite]
    public async Task Files_are_measured_without_a_server(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var votes = Path.Combine(AppContext.BaseDirectory, "Samples", "crowd", "weather-sparse.csv");

        var names = (await Installed.RunAlone("stats", "agreement", "--votes", votes, "--json")).Good().Json.GetProperty("coefficients").EnumerateArray()
            .Select(c => (Name: c.GetProperty("name").GetString(), Value: c.GetProperty("value").GetDouble(), Low: c.GetProperty("low").GetDouble(), High: c.GetProperty("high").GetDouble())).ToList();
        names.Select(c => c.Name).ShouldBe(["brennan-prediger", "cohen-kappa", "fleiss-kappa", "gwet-ac1", "krippendorff-alpha", "percent-agreement"]);
        names.ShouldAllBe(c => c.Low < c.Value && c.Value < c.High);
        (await Installed.RunAlone("stats", "agreement", "--votes", votes, "--level", "ordinal", "--json")).Good().Json.GetProperty("coefficients").EnumerateArray()
            .Select(c => c.GetProperty("name").GetString()).ShouldContain("krippendorff-alpha-ordinal");

        var replayed = (await Installed.RunAlone("stats", "redundancy", "--votes", votes, "--orders", "3", "--json")).Good().Json;
        replayed.GetProperty("all").GetProperty("labels").GetDouble().ShouldBe(1720);
        replayed.GetProperty("adaptive").GetProperty("share").GetDouble().ShouldBeInRange(.1, .5);
        replayed.GetProperty("forecast").GetProperty("answers").GetInt64().ShouldBeGreaterThan(0);

        var review = Path.Combine(ground.Data, "review.csv");
        await File.WriteAllLinesAsync(review, ["item,verdict,confidence", .. Enumerable.Range(0, 1000).Select(i => $"\"item, {i}\",{(i < 100 ? i == 7 ? "wrong" : "right" : "")},0.{i % 10}5")]);
        var certificate = (await Installed.RunAlone("stats", "certify", "--file", review, "--target", "0.01", "--json")).Good().Json;
        certificate.GetProperty("certificate").GetString().ShouldBe("label error ≤ 4.4 % with 95 % confidence from 100 reviewed, 1 wrong, of 1000");
        certificate.GetProperty("needed").GetInt64().ShouldBeGreaterThan(100);
        (await Installed.RunAlone("stats", "certify", "--file", review, "--cuts", "0.7", "--json")).Good().Json.GetProperty("strata").EnumerateArray()
            .Select(s => (s.GetProperty("items").GetInt64(), s.GetProperty("reviewed").GetInt64(), s.GetProperty("wrong").GetInt64())).ShouldBe([(700, 70, 0), (300, 30, 1)]);
    }
}
