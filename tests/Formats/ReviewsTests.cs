using System.Text;

namespace Groundwork.Formats.Tests;

/// <summary>Tables of reviewed items.</summary>
public class ReviewsTests
{
    static async Task<List<RowOutcome>> Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await Reviews.ReadAsync(stream).ToListAsync();
    }

    [Fact]
    public async Task A_row_says_whether_an_item_was_right_wrong_or_not_looked_at() =>
        (await Read("Confidence;Item;Verdict\r\n0.9;\"a; \"\"b\"\"\nc\";Right\r\n;d;WRONG\r\n1;e;\r\n")).ShouldBe(
        [
            new ReviewRow(2, "a; \"b\"\nc", false, 0.9),
            new ReviewRow(3, "d", true, null),
            new ReviewRow(4, "e", null, 1),
        ]);

    [Theory]
    [InlineData("item,verdict,confidence\na,maybe,1\n", 2, "maybe")]
    [InlineData("item,verdict,confidence\na,right,1.5\n", 2, "1.5")]
    [InlineData("item,verdict,confidence\na,right,NaN\n", 2, "NaN")]
    [InlineData("item,verdict\na,right\na,wrong\n", 3, "came before")]
    [InlineData("item,verdict\n ,right\n", 2, "empty")]
    [InlineData("item,verdict\na,right,1\n", 2, "cells")]
    [InlineData("item,verdict\n\"a,right\n", 2, "never closed")]
    [InlineData("item\na\n", 0, "no column")]
    [InlineData("", 0, "no column")]
    public async Task What_cannot_be_read_is_told_with_its_row_and_what_to_do(string text, int row, string reason)
    {
        var fault = (await Read(text)).OfType<RowFault>().ShouldHaveSingleItem();
        (fault.Row, fault.Todo.Length > 0).ShouldBe((row, true));
        fault.Reason.ShouldContain(reason);
    }
}
