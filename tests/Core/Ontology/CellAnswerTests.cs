using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Core.Tests.Ontology;

public class CellAnswerTests
{
    static readonly OntologyDocument Asks = OntologyReaderTests.Read("""
        {"version":1,"classes":[],"relations":[],"questions":[
          {"name":"topic","title":"Topic","kind":"choice","options":[{"name":"billing","title":"Money matters"},{"name":"12","title":"Twelve"}]},
          {"name":"tags","title":"Tags","kind":"multichoice","options":[{"name":"a","title":"First"},{"name":"b","title":"Second"},{"name":"c","title":"Third"}]},
          {"name":"stars","title":"Stars","kind":"rating","min":1,"max":5},
          {"name":"why","title":"Why?","kind":"text"}]}
        """);

    [Theory]
    [InlineData("topic", "billing", "\"billing\"")]
    [InlineData("topic", "money MATTERS", "\"billing\"")]
    [InlineData("topic", "12", "\"12\"")]
    [InlineData("tags", "c| a", "[\"a\",\"c\"]")]
    [InlineData("tags", "Second", "[\"b\"]")]
    [InlineData("tags", "[\"a\",\"b\"]", "[\"a\",\"b\"]")]
    [InlineData("stars", "4", "4")]
    [InlineData("why", "4", "\"4\"")]
    [InlineData("why", "[1,", "\"[1,\"")]
    public void A_cell_is_the_answer_that_its_question_can_have(string question, string cell, string answer) =>
        CellAnswer.Of(Asks.Questions.Single(q => q.Name == question), cell).GetRawText().ShouldBe(answer);

    [Theory]
    [InlineData("topic", "refund", "unknown_option")]
    [InlineData("tags", "a|z", "wrong_type")]
    [InlineData("stars", "many", "wrong_type")]
    public void What_answers_nothing_stays_a_text_and_the_check_says_what_is_wrong(string name, string cell, string code)
    {
        var question = Asks.Questions.Single(q => q.Name == name);
        var answer = CellAnswer.Of(question, cell);
        answer.GetString().ShouldBe(cell);
        var faults = new List<Fault>();
        question.Asks.CheckAnswer(question, answer, "", faults);
        faults.ShouldHaveSingleItem().Code.ShouldBe(code);
    }
}
