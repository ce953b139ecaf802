using System.Text;

namespace GrowthBook.Analysis.Tests;

/// <summary>Exposures that can be lost, in payloads that take more steps or have more experiments than an analysis allows.</summary>
public sealed class ExposureLossTests
{
    [Fact]
    public void Without_steps_the_experiments_are_not_known()
    {
        var payloads = new PayloadPair(Chain(3, isRequired: true), Chain(3, isRequired: false));
        _ = payloads.Work.TryTake(long.MaxValue);

        var loss = Assert.Single(payloads.Losses.Of(payloads.PairsOf("f2"), entersOnly: true));
        Value diff = new Value.Object([new("features", new Value.Array([new Value.Object([new("feature", "f2"), new("lostExposures", new Value.Array([loss.ToValue()]))])]))]);

        Assert.False(loss.IsComplete);
        Assert.Contains("other exposures of f2", UnmeasuredParts.Of(diff));
    }

    /// <summary>Each feature requires the one before it, so that the last one has the exposures of all.</summary>
    [Fact]
    public void A_loss_of_a_chain_names_ten_experiments()
    {
        const int Count = 300;
        var features = Diff.Of(Chain(Count, isRequired: true), Chain(Count, isRequired: false)).Features;

        Assert.Equal(Count - 1, features.Sum(feature => feature.LostExposures.Length));
        Assert.All(features.SelectMany(feature => feature.LostExposures), loss => Assert.Equal(loss.IsComplete, loss.Experiments.Length < 10 || loss.Rule == "r10"));
        Assert.All(features.SelectMany(feature => feature.LostExposures), loss => Assert.InRange(loss.Experiments.Length, 1, 10));
    }

    /// <summary>The first prerequisite that is new or from a later place takes the exposures of all after it.</summary>
    [Theory]
    [InlineData("a,b,c", "a,b,c", "")]
    [InlineData("a,b,c", "a,c", "b")]
    [InlineData("a,b,c", "b,a,c", "a")]
    [InlineData("a,b,c", "c,a,b", "a,b")]
    [InlineData("a,b", "c,a,b", "a,b")]
    [InlineData("a,b,c", "c", "a,b")]
    [InlineData("a,b,a", "b,a", "a")]
    public void Prerequisites_that_come_later_lose_exposures(string before, string after, string lost)
    {
        var payloads = new PayloadPair(Requiring(before), Requiring(after));
        Assert.Equal(lost, string.Join(",", payloads.Losses.Of(payloads.PairsOf("f"), entersOnly: true).SelectMany(loss => loss.Experiments).Select(key => key[1..])));
    }

    private static WrittenPayload Requiring(string keys) => WrittenPayload.Parse("{\"features\":{" + string.Concat("abc".Select(key => $"\"{key}\":{Feature($"x{key}", "")},")) + "\"f\":{\"defaultValue\":0,\"rules\":[{\"id\":\"r\",\"force\":1,\"parentConditions\":["
        + string.Join(",", keys.Split(',').Select(Parent)) + "]}]}}}").Value;

    private static WrittenPayload Chain(int count, bool isRequired)
    {
        var json = new StringBuilder("{\"features\":{");
        for (var i = 0; i < count; i++)
            json.Append(i == 0 ? "" : ",").Append(System.Globalization.CultureInfo.InvariantCulture, $"\"f{i}\":").Append(Feature($"x{i}", isRequired && i > 0 ? $",\"parentConditions\":[{Parent($"f{i - 1}")}]" : "", $"r{i}"));
        return WrittenPayload.Parse(json.Append("}}").ToString()).Value;
    }

    private static string Feature(string experiment, string parents, string rule = "r") =>
        $"{{\"defaultValue\":0,\"rules\":[{{\"id\":\"{rule}\",\"key\":\"{experiment}\",\"variations\":[0,1],\"hashVersion\":2{parents}}}]}}";

    private static string Parent(string key) => $"{{\"id\":\"{key}\",\"condition\":{{\"value\":{{\"$gte\":0}}}}}}";
}
