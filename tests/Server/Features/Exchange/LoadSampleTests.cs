using System.Text;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Documents;
using Groundwork.Core.Modalities;
using Groundwork.Core.Ontology;
using Groundwork.Formats;
using Groundwork.Server.Features.Exchange;

namespace Groundwork.Server.Tests.Features.Exchange;

public class LoadSampleTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_sample_is_three_projects_with_something_true_on_every_screen(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var loaded = (await server.Owner.Post("/api/sample", new { })).Expect(200);
        loaded.Number("annotators").ShouldBe(8);
        loaded["omitted"].GetArrayLength().ShouldBe(0);
        loaded["projects"].EnumerateArray().Select(p => (p.GetProperty("projectName").GetString(), p.GetProperty("tasks").GetInt64(), p.GetProperty("answers").GetInt64())).ShouldBe(
            [("Names in reports (sample)", 36, 93), ("Things in photographs (sample)", 22, 55), ("Customer messages (sample)", 48, 187)]);
        foreach (var each in loaded["projects"].EnumerateArray())
        {
            var id = each.GetProperty("projectId").GetString()!;
            await Ledger.IsExact(server, id);
            var quality = await server.Owner.Get($"/api/projects/{id}/quality");
            quality["annotators"].EnumerateArray().ShouldAllBe(a => a.GetProperty("kind").GetString() == "simulated" && a.GetProperty("name").GetString()!.EndsWith("(simulated)", StringComparison.Ordinal));
            // Who errs most often of the simulated is known: where there are many votes, the agreement of the others says so.
            if (each.GetProperty("projectName").GetString() == "Customer messages (sample)")
                quality["annotators"].EnumerateArray().First().GetProperty("name").GetString().ShouldBeOneOf("Finn (simulated)", "Hugo (simulated)");
            quality["questions"].EnumerateArray().ShouldAllBe(q => q.GetProperty("answered").GetInt64() > 0);
            (await server.Owner.Get($"/api/projects/{id}/methods")).Items.ShouldContain(m => m.GetProperty("known").GetInt64() > 0);
            (await server.Owner.Get($"/api/projects/{id}/disagreements")).Items.ShouldNotBeEmpty();
            // What few people were asked about and can be read in two ways is disputed once the abilities are learned.
            await Poll.Until(async () => (await server.Owner.Get($"/api/projects/{id}"))["progress"].GetProperty("disputed").GetInt64() > 0, found => found || each.GetProperty("projectName").GetString()![0] == 'N');
            var progress = (await server.Owner.Get($"/api/projects/{id}"))["progress"];
            string[] met = each.GetProperty("projectName").GetString()![..5] switch { "Thing" => ["completed", "disputed", "inReview", "available"], "Names" => ["completed", "inReview", "available"], _ => ["completed", "disputed", "available"] };
            met.ShouldAllBe(state => progress.GetProperty(state).GetInt64() > 0, $"{each.GetProperty("projectName")}: {progress}");
            (await server.Owner.Get($"/api/projects/{id}/snapshots")).Items.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(each.GetProperty("snapshotId").GetString());
            // There is something left to label at once.
            (await server.Owner.Post($"/api/projects/{id}/take", new { })).Expect(200);
        }
        (await server.Count($"SELECT count(*) FROM batch")).ShouldBe(2);
        (await server.Count($"SELECT count(*) FROM assignment WHERE state = 'skipped' AND comment <> ''")).ShouldBe(4);
        (await server.All($"SELECT state FROM issue ORDER BY state", r => r.Text(0))).ShouldBe(["open", "open", "resolved", "resolved", "resolved"], "none of a reviewer: they said why as they sent something back");
        (await server.Count($"SELECT count(*) FROM annotation WHERE author_kind = 'model' AND counted = 0")).ShouldBe(36 + 22);
        (await server.Count($"SELECT count(*) FROM import WHERE dataset IN (SELECT dataset FROM project WHERE name LIKE 'Things%')")).ShouldBe(8, "each origin with its own licence");
        // A picture takes the room that it takes.
        var bytes = (await server.Owner.Get("/api/storage"))["datasets"].EnumerateArray().ToDictionary(d => d.GetProperty("name").GetString()!, d => d.GetProperty("bytes").GetInt64());
        bytes[SamplePhotos.Name].ShouldBe(SamplePhotos.Project().Items.Sum(i => (long)i.Content.Length));
        bytes.Values.ShouldAllBe(b => b > 1000);
    }

    [Theory, OnSqlite]
    public async Task Nobody_in_it_says_what_the_editor_would_refuse(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var loaded = (await server.Owner.Post("/api/sample", new { })).Expect(200);
        var (seen, settled) = (0, 0);
        foreach (var (each, sample) in loaded["projects"].EnumerateArray().Zip(SampleWorkspace.Projects()))
        {
            var native = (await new Project(server, each.GetProperty("projectId").GetString()!, "").Download(each.GetProperty("snapshotId").GetString()!, "jsonl", "answers")).Bytes;
            await foreach (var row in ((ISnapshotReader)Catalog.Named<IFormat>("jsonl")!).ReadSnapshotAsync(new MemoryStream(native)))
            {
                var task = row.ShouldBeOfType<SnapshotLine>().Content;
                var truth = sample.Items.Single(i => i.Id == task.ExternalId).Simulated.Truth;
                settled += task.Answers.Count(a => a.Kind == "review");
                foreach (var document in task.Answers.Select(a => a.Document).Append(truth))
                {
                    var faults = new List<Fault>();
                    OntologyCheck.Check(document, sample.Ontology, faults);
                    Placement.Check(document, task.Modality, task.Item.GetRawText(), faults);
                    faults.ShouldBeEmpty(task.ExternalId);
                    seen++;
                }
            }
        }
        seen.ShouldBe(93 + 55 + 187 + 36 + 22 + 36 + 22 + 48 + settled);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_simulated_reviewer_has_judged_some_of_it_and_left_some(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var loaded = (await server.Owner.Post("/api/sample", new { })).Expect(200);
        (await server.All($"SELECT DISTINCT m.name FROM review r JOIN member m ON m.id = r.reviewer", r => r.Text(0))).ShouldBe(["Rosa (simulated reviewer)"]);
        (await server.Count($"SELECT count(*) FROM member WHERE kind = 'simulated' AND role = 'reviewer'")).ShouldBe(1);
        (await server.Count($"SELECT count(*) FROM review_claim")).ShouldBe(0, "nothing is left open");
        var verdicts = new List<string>();
        foreach (var each in loaded["projects"].EnumerateArray().Take(2))
        {
            var id = each.GetProperty("projectId").GetString()!;
            await Ledger.IsExact(server, id);
            var tasks = await server.All($"SELECT DISTINCT t.id, t.state FROM review r JOIN task t ON t.id = r.task WHERE r.project = {id} ORDER BY t.id", r => (Id: r.Text(0), State: r.Text(1)));
            var histories = new List<List<string>>();
            foreach (var (task, state) in tasks)
            {
                var history = (await server.Owner.Get($"/api/tasks/{task}/history")).Items.ToList();
                histories.Add([.. history.Select(h => h.GetProperty("what").GetString()!)]);
                verdicts.AddRange(history.Where(h => h.GetProperty("kind").GetString() == "review").Select(h => h.GetProperty("what").GetString()!));
                // What was changed can be looked at: what was proposed beside what stands.
                foreach (var corrected in history.Where(h => h.GetProperty("kind").GetString() == "review" && h.GetProperty("what").GetString() == "corrected"))
                {
                    var before = (await server.Owner.Get($"/api/reviews/{corrected.GetProperty("id").GetString()}/proposal")).Expect(200)["document"].GetRawText();
                    (await server.Owner.Get($"/api/annotations/{corrected.GetProperty("annotationId").GetString()}")).Expect(200)["document"].GetRawText().ShouldNotBe(before);
                }
                foreach (var rejected in history.Where(h => h.GetProperty("kind").GetString() == "review" && h.GetProperty("what").GetString() == "rejected"))
                    (rejected.GetProperty("reason").GetString() is "Missed" or "Not there" or "Wrong class" && rejected.GetProperty("comment").GetString()!.Length > 20).ShouldBeTrue();
            }
            // One came back and was answered again, by the same person; one waits for anybody.
            histories.ShouldContain(h => h.Contains("rejected") && h.IndexOf("corrected") > h.IndexOf("rejected"));
            tasks.Count(t => t.State == "available").ShouldBe(1);
            (await server.Owner.Get($"/api/projects/{id}/reviews")).Items.ShouldNotBeEmpty();
        }
        verdicts.Count(v => v == "rejected").ShouldBe(4);
        verdicts.ShouldContain("accepted");
        verdicts.ShouldContain("corrected");
    }

    [Fact]
    public void The_names_in_a_text_are_where_they_stand_whatever_is_before_them()
    {
        var (text, names, tempting) = SampleTexts.Read("🦜 חיפה [person: Zoë] met [?person: Captain] in [place: Tromsø]!");
        text.ShouldBe("🦜 חיפה Zoë met Captain in Tromsø!");
        var runes = text.EnumerateRunes().ToArray();
        string At(LabelledObject name) => string.Concat(runes[name.Geometry.GetProperty("start").GetInt32()..name.Geometry.GetProperty("end").GetInt32()]);
        names.Select(n => (n.Class, At(n))).ShouldBe([("person", "Zoë"), ("place", "Tromsø")]);
        tempting.Select(At).ShouldBe(["Captain"]);
        foreach (var item in SampleTexts.Project().Items)
            item.Simulated.Text!.ShouldNotContain('[', item.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task It_is_loaded_once_and_by_managers_only(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await (await server.Join("annotator")).Post("/api/sample", new { })).Expect(403);
        (await server.Owner.Post("/api/sample", new { })).Expect(200);
        (await server.Owner.Post("/api/sample", new { })).Expect(409).Text("code").ShouldBe("sample_loaded");
    }
}
