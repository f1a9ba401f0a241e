using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Documents;
using Groundwork.Tables;

namespace Groundwork.Formats.Tests;

/// <summary>Typed tables: what goes out comes back, and what comes in is exact or refused, whatever its bytes try.</summary>
public class ParquetTests
{
    const int Rounds = 12;

    static readonly Parquet Format = new();
    static readonly SnapshotHeader Header = new("s1", "first", "Support", "sha256:00", Made.Ontology, 1_767_225_600_000);

    static async Task<byte[]> Write(IEnumerable<SnapshotRow> rows, Wanted what)
    {
        var stream = new MemoryStream();
        await Format.WriteAsync(stream, Header, rows.ToAsyncEnumerable(), new() { What = what });
        return stream.ToArray();
    }

    static async Task<List<RowOutcome>> Labels(byte[] bytes)
    {
        var rows = new List<RowOutcome>();
        await foreach (var row in Format.ReadLabelsAsync(new MemoryStream(bytes), new() { Ontology = Made.Ontology }))
            rows.Add(row);
        return rows;
    }

    /// <summary>A table that isn't one of ours.</summary>
    static async Task<byte[]> Table(IReadOnlyList<TableColumn> columns, params IEnumerable<string> rows)
    {
        var stream = new MemoryStream();
        await using var writing = await ParquetFiles.CreateAsync(stream, columns, new Dictionary<string, string>());
        foreach (var row in rows)
            await writing.WriteAsync(System.Text.Encoding.UTF8.GetBytes(row + "\n"));
        await writing.EndAsync();
        return stream.ToArray();
    }

    static AnswerDocument Document(LabelRow row)
    {
        var members = row.Content.EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
        members["version"] = JsonSerializer.SerializeToElement(1);
        var faults = new List<Fault>();
        var document = AnswerReader.Read(JsonSerializer.SerializeToUtf8Bytes(members), faults);
        faults.ShouldBeEmpty(row.Content.GetRawText());
        return document!;
    }

    [Fact]
    public async Task Any_document_comes_back_bit_for_bit_with_its_item_and_its_author()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var modality = seed % 2 == 0 ? "text" : "image";
            var rows = new Made(seed).Rows(modality, (made, text) => modality == "text" ? made.Marked(text, rich: true, apart: false) : made.Picture(rich: true));
            var believed = (await Labels(await Write(rows, Wanted.Resolutions))).Cast<LabelRow>().ToList();
            believed.Select(r => (r.Item, r.Author)).ShouldBe(rows.Select(r => (r.ExternalId, (string?)null)));
            believed.Select(Document).ShouldBe(rows.Select(r => r.Resolution!.Document!), $"{seed}");
            var answers = rows.SelectMany(r => r.Answers.Select(a => (r.ExternalId, (string?)a.AuthorName, a.Document))).ToList();
            if (answers.Count > 0)
                (await Labels(await Write(rows, Wanted.Answers))).Cast<LabelRow>().Select(r => (r.Item, r.Author, Document(r))).ShouldBe(answers, $"{seed}");
        }
    }

    [Fact]
    public async Task Tracks_and_answers_to_questions_that_are_gone_or_changed_come_back_too()
    {
        var document = AnswerDocument.Empty with
        {
            Objects = [new("o1", "thing", Made.Json("""{"type":"box","x":1,"y":2,"width":3,"height":4}""")) { Track = "t1", Frame = 7, Target = "front" }],
            Tracks = [new("t1", "thing", "linear", [new(0, 4), new(9, 9)]) { Attributes = new Dictionary<string, JsonElement> { ["note"] = Made.Json("\"\\n\"") } }],
            Answers = new Dictionary<string, JsonElement>
            {
                ["price"] = Made.Json("\"a lot\""), ["gone"] = Made.Json("""{"outcome":"a","strength":2}"""), ["topic"] = Made.Json("\"tech\""), ["best"] = Made.Json("""[["x"],["y","z"]]"""),
            },
        };
        var row = new Made(1).Rows("text", (_, _) => document, count: 1)[0];
        Document((LabelRow)(await Labels(await Write([row], Wanted.Resolutions))).ShouldHaveSingleItem()).ShouldBe(document);
    }

    [Fact]
    public async Task An_export_comes_in_as_items_with_their_metadata_and_nothing_that_was_said_about_them()
    {
        var rows = new Made(3).Rows("text", (made, text) => made.Marked(text, rich: true, apart: false))
            .Select(r => r with { Metadata = Made.Json("""{"n":12345678901234567890,"deep":{"list":[1,null,"ü"]}}"""), Split = "train" }).ToList();
        foreach (var what in Enum.GetValues<Wanted>())
            foreach (var item in (await Support.Items(Format, await Write(rows, what))).Cast<ItemRow>())
            {
                var from = rows.Single(r => r.ExternalId == item.ExternalId);
                (item.Text, item.Split).ShouldBe((from.Item.GetProperty("text").GetString(), "train"));
                item.Metadata.GetRawText().ShouldBe("""{"deep":{"list":[1,null,"ü"]},"n":12345678901234567890}""");
            }
    }

    [Fact]
    public async Task Every_type_of_a_table_comes_in_exactly()
    {
        var rows = await Support.Items(Format, await File.ReadAllBytesAsync(Support.SamplesOf("parquet").Single(s => s.EndsWith("types.parquet", StringComparison.Ordinal))));
        var first = rows[0].ShouldBeOfType<ItemRow>();
        (first.ExternalId, first.Text, first.Split).ShouldBe(("9007199254740993", "Where is my \"invoice\"?", "train"));
        first.Metadata.GetRawText().ShouldBe("""
            {"topic":"billing","huge":1.7014118346046923E+38,"price":12345678901234567890.1234567890,"seen":"2024-02-29T23:59:59.123456","sent":"2024-03-01T00:00:00Z","day":"2024-02-29","share":0.1,"odd":"NaN","single":16777216,"most":18446744073709551615,"words":["a","b"],"author":{"name":"Ana","tags":["x",null],"at":"2024-01-01T00:00:00"},"words_by_language":{"de":"Rechnung"},"by_number":[[1,"one"]],"bytes":"AP8=","urgent":true,"prices":[1.50]}
            """);
        rows[1].ShouldBeOfType<ItemRow>().Text.ShouldBe("Zeile eins\nZeile zwei 😀");
        rows[2].ShouldBeOfType<RowFault>().Row.ShouldBe(3);
    }

    [Fact]
    public async Task Columns_have_the_types_of_what_stands_in_them_and_names_that_differ_in_more_than_case()
    {
        var ontology = Core.Ontology.OntologyReader.Read("""
            {"version":1,"classes":[],"questions":[{"name":"text","title":"T","kind":"choice","options":[{"name":"a"},{"name":"b"}]},{"name":"externalid","title":"E","kind":"number"},
              {"name":"tone","title":"T","kind":"text"},{"name":"tone_votes","title":"V","kind":"rating","min":1,"max":5}]}
            """u8, [])!;
        var stream = new MemoryStream();
        await Format.WriteAsync(stream, Header with { Ontology = ontology }, new Made(1).Rows("text", (_, _) => AnswerDocument.Empty).ToAsyncEnumerable(), new());
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, stream.ToArray());
        await using var table = await ParquetFiles.OpenAsync(path, itemsOnly: false);
        table.Columns.ShouldBe(["ordinal", "externalId", "modality", "text", "item", "metadata", "split", "source", "licence", "consent", "collected", "sourceFile", "sourceRow", "importId",
            "assetSha256", "known", "state", "confidence", "method", "answerCount", "review", "objects", "tracks", "relations", "text_", "text__confidence", "text__votes", "text__tied",
            "text__distribution", "externalid_", "externalid__confidence", "externalid__votes", "externalid__tied", "externalid__distribution", "tone", "tone_confidence", "tone_votes_",
            "tone_tied", "tone_distribution", "tone_votes", "tone_votes_confidence", "tone_votes_votes", "tone_votes_tied", "tone_votes_distribution", "otherAnswers"], ignoreOrder: true);
        table.Ours!.Value.GetProperty("answers").GetRawText().ShouldBe("""{"externalid_":"externalid","text_":"text","tone":"tone","tone_votes":"tone_votes"}""");
        File.Delete(path);
    }

    [Fact]
    public async Task Rows_keep_their_order_through_many_row_groups_and_memory_does_not_grow_with_them()
    {
        const int count = 60_000;
        const long most = 280_000_000;
        var random = new Random(5);
        var noise = new byte[3_600];
        var path = Path.GetTempFileName();
        await using (var file = File.Create(path))
        {
            await using var writing = await ParquetFiles.CreateAsync(file, [new("id", TableType.Whole), new("text", TableType.Text)], new Dictionary<string, string>());
            for (var n = 0; n < count; n++)
            {
                // What packs well would tell nothing.
                random.NextBytes(noise);
                await writing.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"[{n},\"{n} {Convert.ToBase64String(noise)}\"]\n"));
            }
            file.Length.ShouldBeGreaterThan(100_000_000, "the file grows while it is written");
            writing.PeakBytes.ShouldBeLessThan(most);
            await writing.EndAsync();
        }
        await using (var table = await ParquetFiles.OpenAsync(path, itemsOnly: false))
        {
            using var lines = new StreamReader(table);
            var early = 0L;
            for (var n = 0; n < count; n++)
            {
                (await lines.ReadLineAsync())!.ShouldStartWith($"{{\"id\":{n},\"text\":\"{n} ");
                early = n == count / 4 ? table.PeakBytes : early;
            }
            table.PeakBytes.ShouldBeLessThan(2 * most);
            table.PeakBytes.ShouldBeLessThan(early * 5 / 4);
            (await lines.ReadLineAsync()).ShouldBeNull();
        }
        File.Delete(path);
    }

    [Fact]
    public async Task Without_the_library_it_is_said_what_is_missing_and_losses_are_counted_all_the_same()
    {
        var sample = await File.ReadAllBytesAsync(Support.SamplesOf("parquet")[0]);
        Library.Instead.Value = "/nonexistent/libduckdb.so";
        Format.Missing!.ShouldContain("libduckdb.so");
        var fault = (await Support.Items(Format, sample)).ShouldHaveSingleItem().ShouldBeOfType<RowFault>();
        (fault.Row, fault.Reason, fault.Todo).ShouldBe((0, Format.Missing, Format.MissingTodo));
        (await Labels(sample)).ShouldHaveSingleItem().ShouldBe(fault);
        (await Should.ThrowAsync<TableException>(() => Write(new Made(1).Rows("text", (_, _) => AnswerDocument.Empty), Wanted.Resolutions))).Todo.ShouldBe(Format.MissingTodo);
        (await Format.WriteAsync(Stream.Null, Header, new Made(1).Rows("text", (_, _) => AnswerDocument.Empty).ToAsyncEnumerable(), new())).ShouldBeEmpty();
    }

    [Fact]
    public async Task More_than_a_thousand_columns_are_refused_with_their_number()
    {
        var columns = Enumerable.Range(0, 1_001).Select(n => new TableColumn($"c{n}", TableType.Text)).ToList();
        var fault = (await Support.Items(Format, await Table(columns, $"[{string.Join(',', columns.Select(_ => "null"))}]"))).ShouldHaveSingleItem().ShouldBeOfType<RowFault>();
        (fault.Row, fault.Reason).ShouldBe((0, "The table has 1001 columns; at most 1000 are read."));
    }

    [Fact]
    public async Task A_table_without_rows_says_so()
    {
        var empty = await Table([new("id", TableType.Text), new("text", TableType.Text)]);
        (await Support.Items(Format, empty)).ShouldHaveSingleItem().ShouldBe(new RowFault(0, "The table has no rows.", "Choose a file with at least one row."));
        (await Labels(empty)).ShouldHaveSingleItem().ShouldBe(new RowFault(0, "The table has no rows.", "Choose a file with at least one row."));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("id,text\n1,a\n", "not Parquet")]
    [InlineData("%PDF-1.7 and more of it", "a PDF")]
    [InlineData("PAR1", "cut off")]
    [InlineData("PAR1 and so on but no end", "cut off")]
    [InlineData("PARE is how encrypted ones begin", "encrypted")]
    public async Task What_is_no_table_is_said_without_a_program_being_started(string content, string said)
    {
        var fault = (await Support.Items(Format, content)).ShouldHaveSingleItem().ShouldBeOfType<RowFault>();
        fault.Reason.ShouldContain(said);
        fault.Todo.ShouldEndWith(".");
    }

    [Fact]
    public async Task A_footer_that_claims_more_than_there_is_and_a_table_without_its_end_are_cut_off()
    {
        var whole = await File.ReadAllBytesAsync(Support.SamplesOf("parquet")[0]);
        var claims = (byte[])whole.Clone();
        BinaryPrimitives.WriteUInt32LittleEndian(claims.AsSpan(^8), uint.MaxValue);
        foreach (var bytes in new[] { claims, whole[..^1], whole[..(whole.Length / 2)] })
            ((RowFault)(await Support.Items(Format, bytes)).ShouldHaveSingleItem()).Reason.ShouldStartWith("The file is cut off");
    }

    [Fact]
    public async Task Bytes_that_are_changed_anywhere_end_in_rows_or_in_faults_that_say_what_to_do()
    {
        var random = new Random(20261122);
        var samples = Support.SamplesOf("parquet").Select(File.ReadAllBytes).ToList();
        for (var round = 0; round < 60; round++)
        {
            var bytes = (byte[])samples[round % samples.Count].Clone();
            // Half of them in what says where everything lies, which is what an attacker writes.
            var footer = bytes.Length - 8 - BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(^8));
            for (var n = random.Next(1, 6); n > 0; n--)
                bytes[round % 2 == 0 ? random.Next(footer, bytes.Length - 8) : random.Next(4, bytes.Length - 8)] = (byte)random.Next(256);
            foreach (var row in await Support.Items(Format, bytes))
                if (row is RowFault fault)
                {
                    fault.Reason.ShouldEndWith(".", customMessage: $"{round}");
                    fault.Todo.ShouldEndWith(".");
                    fault.Reason.ShouldNotContain("/proc/");
                }
        }
    }

    [Fact]
    public async Task A_cell_that_unpacks_to_more_than_the_memory_is_refused_and_nothing_else_is_affected()
    {
        // A quarter of a gigabyte of the same letter packs to a few kilobytes.
        var path = Path.Combine(AppContext.BaseDirectory, "Samples", "parquet-hostile", "bomb.parquet");
        var fault = (await Support.Items(Format, await File.ReadAllBytesAsync(path))).ShouldHaveSingleItem().ShouldBeOfType<RowFault>();
        fault.Reason.ShouldContain("memory");
        fault.Todo.ShouldContain("row groups");
    }

    [Fact]
    public async Task A_reader_that_is_left_early_takes_its_program_and_its_files_with_it()
    {
        var bytes = await Table([new("id", TableType.Whole), new("text", TableType.Text)], Enumerable.Range(0, 200_000).Select(n => $"[{n},\"a text\"]").Chunk(2_000).Select(c => string.Join('\n', c)));
        var path = "";
        var reading = await Format.OpenAsync(new MemoryStream(bytes), new(), () =>
        {
            path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
            return new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 4096, FileOptions.DeleteOnClose);
        }, waits: true);
        File.Exists(path).ShouldBeTrue();
        Readers(path).ShouldBe(1);
        await foreach (var row in reading.Rows)
            if (row.Row == 3)
                break;
        File.Exists(path).ShouldBeFalse();
        Readers(path).ShouldBe(0);

        static int Readers(string path) => Directory.GetDirectories("/proc").Count(p => File.Exists(p + "/cmdline") && Said(p).Contains(path, StringComparison.Ordinal));

        static string Said(string process)
        {
            try
            {
                return File.ReadAllText(process + "/cmdline");
            }
            catch (IOException)
            {
                return "";
            }
        }
    }

    [Fact]
    public async Task Only_so_many_are_read_at_a_time_and_whoever_only_looks_is_told_while_an_import_waits()
    {
        var sample = Support.SamplesOf("parquet")[0];
        var looks = new List<RowStream>();
        for (var n = 0; n < ReadingTurns.MostLooks; n++)
            looks.Add(await ParquetFiles.OpenAsync(sample, itemsOnly: false, waits: false));
        ReadingTurns.Patience.Value = TimeSpan.FromMilliseconds(50);
        (await Should.ThrowAsync<TablesBusyException>(ParquetFiles.OpenAsync(sample, itemsOnly: false, waits: false))).Todo.ShouldContain("Try again");
        await Should.ThrowAsync<TablesBusyException>(Format.OpenAsync(new MemoryStream(await File.ReadAllBytesAsync(sample)), new(), () => new MemoryStream(), waits: false));
        // Imports have turns of their own: one more of them waits until one ends, however long that takes.
        var imports = new List<RowStream>();
        for (var n = 0; n < ReadingTurns.MostImports; n++)
            imports.Add(await ParquetFiles.OpenAsync(sample, itemsOnly: false));
        var next = ParquetFiles.OpenAsync(sample, itemsOnly: false);
        await Task.Delay(200);
        next.IsCompleted.ShouldBeFalse();
        await imports[0].DisposeAsync();
        // Disposed of twice, it gives one turn back.
        await imports[0].DisposeAsync();
        imports[0] = await next;
        ParquetFiles.OpenAsync(sample, itemsOnly: false, cancel: new CancellationTokenSource(50).Token).ShouldThrow<OperationCanceledException>();
        await looks[0].DisposeAsync();
        looks[0] = await ParquetFiles.OpenAsync(sample, itemsOnly: false, waits: false);
        // What can't be read gives its turn back, too.
        for (var n = 0; n < 2 * ReadingTurns.MostLooks; n++)
        {
            await looks[0].DisposeAsync();
            await Should.ThrowAsync<TableException>(ParquetFiles.OpenAsync("/dev/null", itemsOnly: false, waits: false));
            looks[0] = await ParquetFiles.OpenAsync(sample, itemsOnly: false, waits: false);
        }
        foreach (var each in looks.Concat(imports))
            await each.DisposeAsync();
    }

    [Fact]
    public async Task A_program_that_is_led_astray_reads_the_one_file_and_can_do_nothing_else()
    {
        await using var process = TableProcess.Start("cage", Support.SamplesOf("parquet")[0]);
        using var said = new StreamReader(process.Output);
        (await said.ReadToEndAsync()).Trim().ShouldBe(
            "given:worked other:refused write:refused new:refused socket:refused exec:refused fork:refused kill:refused delete:refused ring:refused");
    }
}
