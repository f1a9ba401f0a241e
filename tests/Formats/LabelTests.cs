using System.Text;

namespace Groundwork.Formats.Tests;

public class LabelTests
{
    static async Task<string[]> Read(string file) =>
        [.. (await Support.Everything(new Labels(), await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Samples", "labels", file))))];

    [Fact]
    public async Task A_table_has_a_label_in_each_row_and_says_which_rows_it_cannot_read() => (await Read("table.csv")).ShouldBe(
    [
        """2 LABEL m-1 by ann columns={"topic":"billing","score":"0.9","urgent tags":"a|b"}""",
        """3 LABEL m-2 by - columns={"topic":"other, or none","score":"","urgent tags":""}""",
        "4 FAULT The cell \"id\" is empty. -> Fill in the item's id, or remove the row.",
        """5 LABEL m-4 by bob columns={"topic":"überfällig","score":"2","urgent tags":"a"}""",
        "6 FAULT This row has 3 cells; the header has 5. -> Add the missing cells, empty if there is nothing to say.",
        """7 LABEL m-6 by eve columns={"topic":"technical","score":"3","urgent tags":"b"}""",
    ]);

    [Fact]
    public async Task Lines_are_documents_or_columns_and_keep_every_digit() => (await Read("lines.jsonl")).ShouldBe(
    [
        """1 LABEL m-1 by net-1 document={"answers":{"topic":"billing"}}""",
        """2 LABEL 12345678901234567890 by net-2 columns={"topic":"überfällig","score":0.10}""",
        "4 FAULT This line doesn't say which item it is about. -> Add \"id\" with the item's id, as it was imported.",
        "5 FAULT This line is not a JSON object. -> Write each label as {\"id\": …, \"answers\": {…}} on a line of its own.",
        """6 LABEL m-4 by - document={"objects":[{"id":"o1","class":"car","geometry":{"type":"box","x":1,"y":2,"width":3,"height":4}}],"answers":{}}""",
        "7 FAULT /topic: The member \"topic\" stands here twice. -> Keep one of them.",
        """8 LABEL m-6 by - document={"answers":{"topic":"other"}}""",
    ]);

    [Fact]
    public async Task A_file_without_a_column_of_ids_is_refused_as_a_whole() =>
        (await Support.Everything(new Labels(), Encoding.UTF8.GetBytes("topic,score\nbilling,1\n"))).ShouldBe(
            ["0 FAULT No column says which item a row is about. -> Call the column with the items' ids \"id\"; the header has topic, score."]);
}
