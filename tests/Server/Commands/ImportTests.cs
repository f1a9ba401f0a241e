using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Groundwork.Server.Tests.Commands;

/// <summary>Files, folders and archives through the real command line: one import, the names kept, and nothing sent twice.</summary>
public class ImportTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Files_folders_and_archives_become_one_import_with_their_names(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var from = Directory.CreateDirectory(Path.Combine(ground.Data, "from")).FullName;
        string At(string name) => Path.Combine(from, name);
        Directory.CreateDirectory(At("photos/trip"));
        await File.WriteAllTextAsync(At("a.csv"), "id,text\n1,one\n2\n3,three\n");
        await File.WriteAllBytesAsync(At("more.zip"), Packed.Zip(("in/notes.txt", "first\nsecond\n"), ("in/none.txt", "")));
        await File.WriteAllBytesAsync(At("photos/trip/b.png"), Draw.Png(20, 10));
        await File.WriteAllBytesAsync(At("photos/a.png"), Draw.Png(30, 10));
        await File.WriteAllTextAsync(At("photos/.hidden.txt"), "hidden\n");
        File.CreateSymbolicLink(At("photos/out.txt"), At("a.csv"));
        string[] command = ["import", "items", At("a.csv"), At("photos") + "/", At("more.zip"), "--dataset", "All", "--source", "Desk", "--licence", "CC0", "--consent", "given", "--collected", "2025"];

        var dry = (await ground.Run([.. command, "--dry-run"])).Good();
        dry.Output.ShouldStartWith("Dry run, nothing imported: 6 imported, 0 there already, 2 failed\n");
        var done = (await ground.Run(command)).Good();
        done.Output.ShouldBe("""
            6 imported, 0 there already, 2 failed
              a.csv row 3: This row has 1 cells; the header has 2. Add the missing cells, empty if there is nothing to say.
              more.zip/in/none.txt: The file is empty. Choose a file with at least one line of text.

            """);
        done.Errors.ShouldContain("photos/out.txt: This is a link; links are not followed.");
        var again = (await ground.Run([.. command, "--json"])).Good().Json;
        (again.GetProperty("imported").GetInt64(), again.GetProperty("duplicates").GetInt64(), again.GetProperty("files").GetInt64()).ShouldBe((0, 6, 5));

        await using var server = await TestServer.Over(new() { Data = ground.Data, Database = ground.Database, Port = 0, OwnerKey = TestServer.OwnerKey, CheckWalls = engine == Engine.Sqlite });
        var names = await server.All($"SELECT f.name, i.import_path, i.external_id FROM item i JOIN import_file f ON f.import = i.import AND f.n = i.import_file AND f.workspace = i.workspace ORDER BY i.ordinal",
            r => $"{r.Text(0)} {r.TextOrNull(1)} {(r.Text(2).StartsWith("sha256", StringComparison.Ordinal) ? "-" : r.Text(2))}");
        names.ShouldBe(["a.csv  1", "a.csv  3", "photos/a.png  photos/a.png", "photos/trip/b.png  photos/trip/b.png", "more.zip more.zip/in/notes.txt -", "more.zip more.zip/in/notes.txt -"]);
        (await server.All($"SELECT source, licence, consent, collected FROM import", r => $"{r.Text(0)} {r.Text(1)} {r.Text(2)} {r.Text(3)}")).Distinct().ShouldBe(["Desk CC0 given 2025"]);
        (await server.Count($"SELECT count(*) FROM import")).ShouldBe(2);
        (await server.Count($"SELECT count(*) FROM upload")).ShouldBe(4, "what was sent for the dry run isn't sent again");
    }

    [Theory, OnSqlite]
    public async Task Labels_of_other_tools_come_in_and_an_export_says_beside_the_file_what_it_does_not_hold(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        (await ground.Run("demo", "--if-empty")).Good();
        var (file, written) = (Path.Combine(ground.Data, "tasks.json"), Path.Combine(ground.Data, "out.json"));
        await File.WriteAllTextAsync(file, """[{"data":{"id":"message-001"},"predictions":[{"model_version":"net-1","result":[{"id":"x","from_name":"intent","to_name":"text","type":"choices","value":{"choices":["praise"]}}]}]}]""");
        (await ground.Run("import", "labels", file, "--project", "Customer messages (sample)", "--as", "prediction", "--format", "label-studio")).Good()
            .Output.ShouldBe("1 labels added, 0 changed, 0 there already, 0 rows not taken\n");
        (await ground.Run("export", "--project", "Customer messages (sample)", "--format", "label-studio", "--what", "answers", "--out", written)).Good().Errors.ShouldNotContain("Answers to questions");
        (await File.ReadAllTextAsync(written)).ShouldContain("\"model_version\":\"net-1\"");
        var conll = (await ground.Run("export", "--project", "Customer messages (sample)", "--format", "conll", "--what", "answers")).Good();
        var native = (await ground.Run("export", "--project", "Customer messages (sample)", "--format", "jsonl", "--what", "answers")).Good().Output;
        var said = native.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(l => JsonElement.Parse(l).GetProperty("answers").EnumerateArray())
            .Sum(a => a.GetProperty("document").GetProperty("answers").GetPropertyCount());
        said.ShouldBeGreaterThan(200);
        conll.Errors.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"Answers to questions: {said}. Lines of words have no place for them.\n"));
        conll.Output.ShouldStartWith("-DOCSTART- -X- -X- O\n");
    }

    [Theory, OnSqlite]
    public async Task Labels_are_counted_first_and_come_in_once(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        (await ground.Run("demo", "--if-empty")).Good();
        var file = Path.Combine(ground.Data, "net.csv");
        await File.WriteAllTextAsync(file, "id,intent\nmessage-001,Praise\nmessage-002,nonsense\n");
        string[] command = ["import", "labels", file, "--project", "Customer messages (sample)", "--as", "prediction", "--author", "net-1"];
        const string Left = "\n  row 3: intent: \"nonsense\" is no option of \"intent\". Choose one of complaint, request, question, praise.\n";
        (await ground.Run([.. command, "--dry-run"])).Good().Output.ShouldBe("Dry run, nothing written: 1 labels are ready, 1 rows not taken" + Left);
        (await ground.Run(command)).Good().Output.ShouldBe("1 labels added, 0 changed, 0 there already, 1 rows not taken" + Left);
        (await ground.Run([.. command, "--json"])).Good().Json.GetProperty("duplicates").GetInt64().ShouldBe(1);
        (await ground.Run("import", "labels", file, "--project", "nothing", "--as", "gold")).Output.ShouldBeEmpty();
    }

    [Theory, OnSqlite]
    public async Task A_verb_that_was_killed_goes_on_where_it_was(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var text = new StringBuilder();
        for (var n = 0; n < 160; n++)
            text.Append(n).Append(' ').Append('x', 1 << 20).Append('\n');
        var file = await ground.File("large.txt", text.ToString());
        var (server, url) = await Installed.Serve(ground.Data, ground.Database);
        using (server)
        using (var owner = Client.WithKey(url, TestServer.OwnerKey))
        {
            using (var first = Installed.Start(ground.Data, ground.Database, ["import", "items", file, "--dataset", "Large"]))
            {
                await Poll.Until(async () => await Offset() > 0);
                first.Kill();
            }
            var before = await Offset();
            before.ShouldBeLessThan(text.Length, "it was killed too late");
            (await ground.Run("import", "items", file, "--dataset", "Large")).Good().Output.ShouldBe("160 imported, 0 there already, 0 failed\n");
            (await owner.Get("/api/uploads")).Items.ShouldHaveSingleItem().GetProperty("sha256").GetString().ShouldBe(Sending.Sha256(Encoding.ASCII.GetBytes(text.ToString())));

            async Task<long> Offset() => (await owner.Get("/api/uploads")).Items.Select(u => u.GetProperty("offset").GetInt64()).SingleOrDefault();
        }
    }

    [Theory, OnSqlite]
    public async Task What_can_t_be_imported_is_refused_in_a_line(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var file = await ground.File("header.csv", "id,text\n");
        Directory.CreateDirectory(Path.Combine(ground.Data, "nothing"));
        async Task Refused(string why, params string[] arguments)
        {
            var ended = await ground.Run(["import", "items", .. arguments]);
            (ended.Code, ended.Output + ended.Errors).ShouldSatisfyAllConditions(e => e.Code.ShouldBe(1), e => e.Item2.ShouldContain(why));
        }
        await Refused("There is no file or folder", Path.Combine(ground.Data, "none.csv"), "--dataset", "D");
        await Refused("There are no files in what you named.", Path.Combine(ground.Data, "nothing"), "--dataset", "D");
        await Refused("The format is one of", file, "--dataset", "D", "--format", "xml");
        await Refused("The import was not carried out: 0 imported, 0 there already, 1 failed\n  header.csv: There is no row below the header line.", file, "--dataset", "D");
        await Refused("--dataset", file);
    }
}
