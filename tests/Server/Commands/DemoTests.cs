using System.Text.Json;
using Groundwork.Core;
using Groundwork.Formats;

namespace Groundwork.Server.Tests.Commands;

/// <summary>The whole loop without a browser: what the product says of simulated people is compared with what they are.</summary>
public class DemoTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_demonstration_goes_the_whole_way_and_its_figures_hold(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var first = (await ground.Run("demo", "--json")).Good();
        first.Errors.ShouldContain("Loaded \"Customer messages (sample)\": 48 tasks, 187 answers of simulated annotators.\n");
        var projects = first.Json.GetProperty("projects").EnumerateArray().ToList();
        projects.Select(p => p.GetProperty("name").GetString()).ShouldBe(["Names in reports (sample)", "Things in photographs (sample)", "Customer messages (sample)"]);
        foreach (var project in projects)
        {
            Is(project, "items").ShouldBe(Is(project, "tasks"));
            Is(project.GetProperty("snapshot"), "rows").ShouldBe(Is(project, "tasks"));
            Is(project.GetProperty("snapshot"), "answers").ShouldBeGreaterThanOrEqualTo(Is(project, "answers"), "predictions are in it, too");
            project.GetProperty("snapshot").GetProperty("hash").GetString()!.ShouldStartWith("sha256:");
            (Is(project, "completed") + Is(project, "disputed")).ShouldBeLessThan(Is(project, "tasks"), "some are left to label");
            Is(project, "annotators").ShouldBe(8);
            foreach (var each in project.GetProperty("agreement").EnumerateArray().Where(a => a.GetProperty("value").ValueKind == JsonValueKind.Number))
                Is(each, "value").ShouldBeInRange(Is(each, "low"), Is(each, "high"));
            project.GetProperty("agreement").EnumerateArray().Where(a => a.GetProperty("name").GetString() == "krippendorff-alpha").ShouldNotBeEmpty();
            var methods = project.GetProperty("truth").EnumerateArray().Where(m => Is(m, "known") > 0).ToList();
            methods.Single(m => m.GetProperty("inUse").GetBoolean()).GetProperty("accuracy").GetDouble().ShouldBeGreaterThan(0.85);
            var exports = project.GetProperty("exports").EnumerateArray().ToDictionary(e => e.GetProperty("format").GetString()!);
            exports.Keys.ShouldBe(Catalog.Of<IFormat>().OfType<ISnapshotWriter>().Select(f => f.Name), ignoreOrder: true);
            exports["jsonl"].GetProperty("losses").GetArrayLength().ShouldBe(0);
            exports.Values.Count(e => e.GetProperty("losses").GetArrayLength() > 0).ShouldBeGreaterThan(2);
        }
        projects.Count(p => p.GetProperty("objects").ValueKind == JsonValueKind.Object).ShouldBe(2);
        foreach (var objects in projects.Select(p => p.GetProperty("objects")).Where(o => o.ValueKind == JsonValueKind.Object))
            IsBetterThanPeople(objects);
        foreach (var reviews in projects.Take(2).Select(p => p.GetProperty("reviews")))
        {
            (Is(reviews, "accepted") + Is(reviews, "corrected")).ShouldBeGreaterThan(0);
            Is(reviews, "rejected").ShouldBe(2);
            Is(reviews, "waiting").ShouldBeGreaterThan(0);
            // A review is worth something, or nobody would do it; a hand that redraws may slip.
            Is(reviews.GetProperty("after"), "tasks").ShouldBe(Is(reviews.GetProperty("before"), "tasks"));
            Is(reviews.GetProperty("after"), "classF1").ShouldBeGreaterThanOrEqualTo(Is(reviews.GetProperty("before"), "classF1") - 0.02);
        }
        (Is(projects[2].GetProperty("reviews"), "waiting"), projects[2].GetProperty("reviews").GetProperty("after").ValueKind).ShouldBe((Is(projects[2], "disputed"), JsonValueKind.Null));

        // What is there is not loaded again, and the same answers give the same figures.
        var again = (await ground.Run("demo", "--json")).Good();
        again.Errors.ShouldNotContain("Loaded");
        again.Json.GetProperty("projects").EnumerateArray().Select(p => p.GetProperty("objects").GetRawText()).ShouldBe(projects.Select(p => p.GetProperty("objects").GetRawText()));
    }

    [Theory, OnSqlite]
    public async Task It_can_be_looked_at_without_leaving_anything(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var shown = (await ground.Run("demo", "--temporary")).Good().Output;
        shown.ShouldContain("\nThings in photographs (sample)\n");
        shown.ShouldContain("    naive averaging ");
        shown.ShouldContain("jsonl: ");
        Directory.EnumerateFileSystemEntries(ground.Data).ShouldBeEmpty();
    }

    // A consensus that isn't better than the people whom it is made of would be worth nothing: than the usual one on the tasks that they did, and than averaging.
    static void IsBetterThanPeople(JsonElement objects)
    {
        static double Of(JsonElement score, string name) => score.GetProperty(name).GetDouble();
        var (consensus, average) = (objects.GetProperty("consensus"), objects.GetProperty("average"));
        Of(consensus, "f1").ShouldBeGreaterThanOrEqualTo(Of(average, "f1"));
        Of(consensus, "similarity").ShouldBeGreaterThanOrEqualTo(Of(average, "similarity"));
        var people = objects.GetProperty("people").EnumerateArray().ToList();
        people.Count.ShouldBe(8);
        foreach (var person in people)
            Of(person.GetProperty("own"), "tasks").ShouldBe(Of(person.GetProperty("consensusOfTheSame"), "tasks"));
        people.Count(p => Of(p.GetProperty("consensusOfTheSame"), "f1") >= Of(p.GetProperty("own"), "f1")).ShouldBeGreaterThanOrEqualTo(6);
        Of(consensus, "classF1").ShouldBeGreaterThan(people.Average(p => Of(p.GetProperty("own"), "classF1")));
        Of(consensus, "f1").ShouldBeGreaterThan(Of(objects.GetProperty("model"), "f1"));
        // Finn, the least careful of the simulated, is among those whom the truth shows to be; an answer of his that was sent back, he has corrected since.
        people.OrderBy(p => Of(p.GetProperty("own"), "classF1")).Take(3).Select(p => p.GetProperty("name").GetString()).ShouldContain("Finn (simulated)");
    }

    static double Is(JsonElement of, string name) => of.GetProperty(name).GetDouble();
}
