// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/emf_lines.h"

#include "services/json/json_writer.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace tidemark::cloudwatch {
namespace {

constexpr std::int64_t kMillisecond_ns = 1'000'000;
constexpr std::int64_t kResolution_s = 60;

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

using Weighted = std::pair<double, std::uint64_t>; ///< a value and how often it was observed

/// As many values as were observed, with their least, largest and sum.
std::vector<Weighted> weightedOf(const StatisticSet &set)
{
    if (set.count == 1)
        return {{set.sum, 1}};
    std::vector<Weighted> values{{set.min, 1}};
    if (set.count > 2) {
        const double others = (set.sum - set.min - set.max) / static_cast<double>(set.count - 2);
        values.emplace_back(std::clamp(others, set.min, set.max), set.count - 2);
    }
    values.emplace_back(set.max, 1);
    return values;
}

std::vector<Weighted> weightedOf(const CloudWatchDatum &datum)
{
    if (const auto *set = std::get_if<StatisticSet>(&datum.value))
        return weightedOf(*set);
    if (const auto *all = std::get_if<ValueCounts>(&datum.value))
        return all->values;
    const auto *increase = std::get_if<Increase>(&datum.value);
    return {{increase ? increase->value : std::get<Level>(datum.value).value, 1}};
}

/// The next values of a datum, some at a time.
class Values
{
public:
    explicit Values(const CloudWatchDatum &datum)
        : m_datum(&datum)
        , m_all(weightedOf(datum))
    {}

    [[nodiscard]] const CloudWatchDatum &datum() const noexcept { return *m_datum; }
    [[nodiscard]] std::vector<Weighted> next(std::size_t most)
    {
        const std::size_t count = std::min(most, m_all.size() - m_at);
        const auto begin = m_all.begin() + static_cast<std::ptrdiff_t>(m_at);
        m_at += count;
        return {begin, begin + static_cast<std::ptrdiff_t>(count)};
    }

private:
    const CloudWatchDatum *m_datum;
    std::vector<Weighted> m_all;
    std::size_t m_at = 0;
};

/// A metric of a line.
struct Member
{
    const CloudWatchDatum *datum = nullptr;
    std::vector<Weighted> values = {};

    [[nodiscard]] std::uint64_t observations() const
    {
        return std::accumulate(
            values.begin(), values.end(), std::uint64_t{0},
            [](std::uint64_t sum, const Weighted &value) { return sum + value.second; });
    }
};

void writeValues(JsonWriter &out, const Member &member, std::size_t mostObservations)
{
    out.anyName(textOf(member.datum->name));
    const std::uint64_t observations = member.observations();
    if (observations == 1) {
        out.number(member.values.front().first);
        return;
    }
    if (observations <= mostObservations) {
        out.beginList();
        for (const auto &[value, count] : member.values) {
            for (std::uint64_t i = 0; i < count; ++i)
                out.number(value);
        }
        out.endList();
        return;
    }
    out.beginObject();
    out.name("Values");
    out.beginList();
    for (const auto &[value, count] : member.values)
        out.number(value);
    out.endList();
    out.name("Counts");
    out.beginList();
    for (const auto &[value, count] : member.values)
        out.integer(static_cast<qint64>(count));
    out.endList();
    out.endObject();
}

void writeDirective(JsonWriter &out, std::span<const Member> members, const QString &nameSpace)
{
    const CloudWatchDatum &first = *members.front().datum;
    out.name("_aws");
    out.beginObject();
    out.integer("Timestamp", first.at_ns / kMillisecond_ns);
    out.name("CloudWatchMetrics");
    out.beginList();
    out.beginObject();
    out.text("Namespace", nameSpace);
    out.name("Dimensions");
    out.beginList();
    out.beginList();
    for (const auto &dimension : first.dimensions)
        out.text(textOf(dimension.first));
    out.endList();
    out.endList();
    out.name("Metrics");
    out.beginList();
    for (const Member &member : members) {
        out.beginObject();
        out.text("Name", textOf(member.datum->name));
        if (!member.datum->unit.empty())
            out.text("Unit", textOf(member.datum->unit));
        out.integer("StorageResolution", kResolution_s);
        out.endObject();
    }
    out.endList();
    out.endObject();
    out.endList();
    out.endObject();
}

QByteArray lineOf(std::span<const Member> members, const QString &nameSpace,
                  const EmfLimits &limits)
{
    JsonWriter out;
    out.beginObject();
    writeDirective(out, members, nameSpace);
    for (const auto &[name, value] : members.front().datum->dimensions) {
        out.anyName(textOf(name));
        out.text(textOf(value));
    }
    for (const Member &member : members)
        writeValues(out, member, limits.values);
    out.endObject();
    return out.take();
}

bool hasNameOfItsOwn(const CloudWatchDatum &datum)
{
    return datum.name != "_aws" && std::none_of(datum.dimensions.begin(), datum.dimensions.end(),
                                                [&](const auto &dimension) {
                                                    return dimension.first == datum.name ||
                                                           dimension.first == "_aws";
                                                });
}

/// Lines of members that share dimensions and time; how many were left out.
class LineWriter
{
public:
    LineWriter(const QString &nameSpace, const std::function<void(const QByteArray &)> &take,
               const EmfLimits &limits)
        : m_nameSpace(nameSpace)
        , m_take(take)
        , m_limits(limits)
    {}

    /// Each has a name of its own.
    void write(std::span<const Member> members)
    {
        if (members.empty())
            return;
        const QByteArray line = lineOf(members, m_nameSpace, m_limits);
        if (members.size() <= m_limits.metrics &&
            line.size() <= static_cast<qsizetype>(m_limits.line_bytes)) {
            m_take(line);
        } else if (members.size() == 1) {
            ++m_leftOut;
        } else {
            const std::size_t half =
                members.size() > m_limits.metrics ? m_limits.metrics : members.size() / 2;
            write(members.first(half));
            write(members.subspan(half));
        }
    }
    [[nodiscard]] std::size_t leftOut() const noexcept { return m_leftOut; }

private:
    const QString &m_nameSpace;
    const std::function<void(const QByteArray &)> &m_take;
    const EmfLimits &m_limits;
    std::size_t m_leftOut = 0;
};

} // namespace

std::size_t writeEmf(std::span<const CloudWatchDatum> datums, const QString &nameSpace,
                     const std::function<void(const QByteArray &)> &take, const EmfLimits &limits)
{
    std::size_t leftOut = 0;
    // A name that comes again, as of a distribution in parts, has a line of its own.
    using Key = std::tuple<std::vector<metrics::Dimension>, std::int64_t, std::size_t>;
    std::map<Key, std::map<std::string, Values>> groups;
    for (const CloudWatchDatum &datum : datums) {
        if (!hasNameOfItsOwn(datum)) {
            ++leftOut;
            continue;
        }
        std::size_t turn = 0;
        while (!groups[{datum.dimensions, datum.at_ns, turn}].try_emplace(datum.name, datum).second)
            ++turn;
    }
    LineWriter writer(nameSpace, take, limits);
    for (auto &[key, group] : groups) {
        while (true) {
            std::vector<Member> members;
            for (auto &[name, values] : group) {
                if (Member member{&values.datum(), values.next(limits.values)};
                    !member.values.empty())
                    members.push_back(std::move(member));
            }
            if (members.empty())
                break;
            writer.write(members);
        }
    }
    return leftOut + writer.leftOut();
}

} // namespace tidemark::cloudwatch
