using System.Text;
using System.Text.Json;

namespace Groundwork.Server.Tests.Security;

/// <summary>
/// Texts and tables that are broken by accident or on purpose, sent and imported as people do. What is wrong is said with its
/// place and what to do, the rows around it are there, and the server goes on. OWASP ASVS 5.0, V5 and V2.2.
/// </summary>
public class TextTests
{
    /// <summary>A file, the ids or texts of the rows that must be there, and what must be said: "row: the reason's beginning".</summary>
    sealed record Case(string Name, byte[] Content, string[] Good, params string[] Said)
    {
        internal Case(string name, string content, string[] good, params string[] said) : this(name, Encoding.UTF8.GetBytes(content), good, said)
        {
        }
    }

    static readonly string Nested = string.Concat(Enumerable.Repeat("[", 100_000)) + string.Concat(Enumerable.Repeat("]", 100_000));

    static string Line(string id, string rest = "") => $"{{\"id\":\"{id}\",\"text\":\"text {id}\"{rest}}}\n";

    static byte[] With(string before, byte[] between, string after) => [.. Encoding.UTF8.GetBytes(before), .. between, .. Encoding.UTF8.GetBytes(after)];

    static IEnumerable<Case> Cases()
    {
        yield return new("invalid.jsonl", With(Line("u1") + "{\"id\":\"u2\",\"text\":\"caf", [0xE9], "\"}\n" + Line("u3")), ["u1", "u3"], "2: Byte 23 of this line is not UTF-8.");
        yield return new("invalid.csv", With("id,text\nv1,good\nv2,caf", [0xE9], "\nv3,good as well\n"), ["v1", "v3"], "3: Byte 4 of \"text\" is not UTF-8.");
        yield return new("invalid.txt", With("w one\n", [0xC0, 0x80], "\nw three\n"), ["w one", "w three"], "2: Byte 1 of this line is not UTF-8.");
        yield return new("utf16le.jsonl", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Line("x1") + Line("x2", ",\"more\":\"שלום 😀\""))], ["x1", "x2"]);
        yield return new("utf16be.csv", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("id,text\ny1,שלום\ny2,half "), 0xD8, 0x3D, .. Encoding.BigEndianUnicode.GetBytes("\ny3,😀\n")],
            ["y1", "y3"], "3: Byte 6 of \"text\" is not UTF-8.");
        yield return new("nul.jsonl", Line("n1") + "{\"id\":\"n2\",\"text\":\"a\0b\"}\n{\"id\":\"n3\",\"text\":\"a\\u0000b\"}\n" + Line("n4"), ["n1", "n4"],
            "2: Byte 21 of this line is a NUL character.", "3: /text: This text contains a NUL character");
        yield return new("nul.csv", "id,text\no1,good\no2,a\0b\no3,good as well\n", ["o1", "o3"], "3: \"text\" contains a NUL character.");
        yield return new("halves.jsonl", Line("s1") + "{\"id\":\"s2\",\"text\":\"a\\ud800b\"}\n{\"id\":\"s3\",\"text\":\"x\",\"\\udc00\":1}\n" + Line("s4"), ["s1", "s4"],
            "2: /text: ", "3: ");
        yield return new("halves.csv", With("id,text\nt1,good\nt2,a", [0xED, 0xA0, 0x80], "b\nt3,good\n"), ["t1", "t3"], "3: Byte 2 of \"text\" is not UTF-8.");
        yield return new("ragged.csv", "id,text,note\nr1,good,\nr2,short\nr3,this is, long,er\n\nr5,good,\n", ["r1", "r5"],
            "3: This row has 2 cells; the header has 3.", "4: This row has 4 cells; the header has 3.");
        yield return new("unclosed.csv", "id,text\nq1,good\nq2,\"opened\nq3,lost\nq4,lost\n", ["q1"],
            "3: A double quote is opened in this row and never closed; with it the 3 lines from here to the end of the file were left out.");
        yield return new("shifted.csv", "id,text\np1,good\np2,\"opened\np3,\" well\np4,good\n", ["p1", "p4"],
            "3: A quoted cell goes on after its closing quote; all 2 lines that belong to this row were left out.");
        yield return new("deep.jsonl", Line("d1") + Line("d2", $",\"meta\":{Nested}") + Line("d3") + Nested + "\n" + Line("d5"), ["d1", "d3", "d5"],
            "2: /meta", "4: ");
        yield return new("twice.jsonl", Line("k1") + Line("k2", ",\"note\":1,\"note\":2") + Line("k3", ",\"id\":\"k1\"") + Line("k4"), ["k1", "k4"],
            "2: /note: The member \"note\" stands here twice.", "3: /id: The member \"id\" stands here twice.");
        yield return new("numbers.jsonl", Line("m1", ",\"n\":123456789012345678901234567890") + Line("m2", ",\"n\":1e999") + Line("m3", $",\"n\":1{new string('0', 100_000)}")
            + "{\"id\":-0.0e-5,\"text\":\"m4\"}\n" + Line("m5"), ["m1", "-0.0e-5", "m5"], "2: /n: This number is too large", "3: /n: This number is too large");
        yield return new("columns.csv", $"id,text,{string.Join(',', Enumerable.Range(0, 9_998).Select(n => $"c{n}"))}\nc1,good{new string(',', 9_998)}\n"
            + $"c2,short{new string(',', 9_000)}\nc3,good{new string(',', 9_998)}\n", ["c1", "c3"], "3: This row has 9002 cells; the header has 10000.");
        yield return new("namesakes.csv", $"id,text{string.Concat(Enumerable.Repeat(",same", 9_998))}\ne1,good{new string(',', 9_998)}\n", ["e1"]);
        yield return new("wide.csv", $"id,text{new string(',', 3_000_000)}\nf1,good\n", [], "1: The header has 3000002 columns; at most 16384 can be read.");
        yield return new("commas.csv", $"id,text\ng1,good\n{new string(',', 7_000_000)}\ng3,good\n", ["g1", "g3"], "3: This row has 7000001 cells; the header has 2.");
        yield return new("keys.jsonl", Line("h1") + Line("h2", string.Concat(Enumerable.Range(0, 200_000).Select(n => $",\"k{n}\":{n}"))) + Line("h3"), ["h1", "h2", "h3"]);
        yield return new("blank.jsonl", Line("i1") + new string('\n', 1_000_000) + Line("i2"), ["i1", "i2"]);
        yield return new("blank.csv", "id,text\nj1,good\n" + new string('\n', 1_000_000) + "j2\nj3,good\n", ["j1", "j3"], "1000003: This row has 1 cells; the header has 2.");
        yield return new("blank.txt", "l one\n" + new string('\n', 1_000_000) + "l two\n", ["l one", "l two"]);
        yield return new("only-blank.txt", new string('\n', 1_000_000), [], "0: The file is empty.");
        yield return new("header.csv", "id,text\n", [], "0: There is no row below the header line.");
        yield return new("empty.csv", "", [], "0: The file is empty.");
        yield return new("empty.jsonl", "", [], "0: The file is empty.");
        yield return new("empty.txt", "", [], "0: The file is empty.");
        yield return new("returns.jsonl", (Line("z1") + "broken\n" + Line("z3")).Replace('\n', '\r'), ["z1", "z3"], "2: This is not JSON");
        yield return new("returns.csv", "id,text\ra1,good\ra2\ra3,good\r", ["a1", "a3"], "3: This row has 1 cells; the header has 2.");
        yield return new("returns.txt", "b one\rb two\r", ["b one", "b two"]);
        yield return new("picture.csv", With("", [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13], "IHDR"), [], "0: This file is not text: it is an image.");
    }

    static bool Fits(Case each, IEnumerable<string> said) =>
        said.ToList() is var list && list.Count == each.Said.Length && list.Zip(each.Said).All(f => f.First.StartsWith(f.Second, StringComparison.Ordinal));

    /// <summary>All of them in one import: none takes rows of another with it, and none of its own without saying so.</summary>
    [Theory, OnSqlite, OnPostgres]
    public async Task Whatever_is_wrong_in_a_text_is_said_with_its_place_and_the_rows_around_it_are_there(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var cases = Cases().ToList();
        var done = await server.ImportFiles("Hostile", [.. cases.Select(c => (c.Name, c.Content))]);

        var items = (await server.All($"SELECT import_file, external_id, payload FROM item ORDER BY ordinal", r => (File: (int)r.Long(0), Id: r.Text(1), Text: r.Text(2)))).ToLookup(i => cases[i.File - 1].Name);
        var faults = (await server.All($"SELECT file, line, reason, todo, raw FROM import_fault ORDER BY n", r => (File: r.Text(0), Said: $"{r.Long(1)}: {r.Text(2)}", Todo: r.Text(3), Raw: r.TextOrNull(4)))).ToLookup(f => f.File);
        var wrong = new List<string>();
        foreach (var each in cases)
        {
            var good = items[each.Name].Select(i => i.Id.StartsWith("sha256-", StringComparison.Ordinal) ? JsonElement.Parse(i.Text).GetProperty("text").GetString()! : i.Id).ToList();
            if (!good.SequenceEqual(each.Good))
                wrong.Add($"{each.Name} has {string.Join(", ", good)}");
            var said = faults[each.Name].ToList();
            if (!Fits(each, said.Select(f => f.Said)))
                wrong.Add($"{each.Name} says {string.Join(" | ", said.Select(f => f.Said))}");
            said.ShouldAllBe(f => f.Todo.Length > 0 && f.Said.Length < 400 && (f.Raw == null || f.Raw.Length < 2_100), each.Name);
        }
        wrong.ShouldBeEmpty();
        (done.Text("state"), done.Number("imported"), done.Number("failed")).ShouldBe(("done", cases.Sum(c => c.Good.Length), cases.Sum(c => c.Said.Length)));
        (await server.Owner.Get("/health/ready")).Expect(200);
    }

    /// <summary>The preview says the same about a file by itself, before anything is written.</summary>
    [Theory, OnSqlite]
    public async Task A_dry_run_says_the_same_of_each_file_alone(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var wrong = new List<string>();
        foreach (var each in Cases())
        {
            var upload = await server.Owner.SendFile(each.Content, each.Name);
            var seen = (await server.Owner.Post("/api/imports", new { datasetName = each.Name, uploads = new[] { new { id = upload } }, dryRun = true })).Expect(200);
            var said = seen["errors"].EnumerateArray().Select(e => $"{e.GetProperty("row")}: {e.GetProperty("reason").GetString()}").ToList();
            if (seen.Number("imported") != each.Good.Length || !Fits(each, said))
                wrong.Add($"{each.Name}: {seen.Number("imported")} rows, and says {string.Join(" | ", said)}");
        }
        wrong.ShouldBeEmpty();
        (await server.Count($"SELECT count(*) FROM item")).ShouldBe(0);
        (await server.Owner.Get("/health/ready")).Expect(200);
    }
}
