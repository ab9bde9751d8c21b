// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/emf_lines.h"

#include "services/json/json_writer.h"

#include <algorithm>
#include <map>

namespace tidemark::cloudwatch {
namespace {

constexpr std::int64_t kMillisecond_ns = 1'000'000;
constexpr std::int64_t kResolution_s = 60;

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// The i-th of as many values as were observed, with their least, largest and sum.
double valueAt(const StatisticSet &set, std::uint64_t i)
{
    if (set.count == 1)
        return set.sum;
    if (i == 0)
        return set.min;
    if (i == set.count - 1)
        return set.max;
    return std::clamp((set.sum - set.min - set.max) / static_cast<double>(set.count - 2), set.min,
                      set.max);
}

/// The next values of a datum, some at a time.
class Values
{
public:
    explicit Values(const CloudWatchDatum &datum)
        : m_datum(&datum)
    {}

    [[nodiscard]] const CloudWatchDatum &datum() const noexcept { return *m_datum; }
    [[nodiscard]] std::vector<double> next(std::size_t most)
    {
        if (const auto *set = std::get_if<StatisticSet>(&m_datum->value))
            return nextOf(*set, most);
        if (const auto *all = std::get_if<ValueCounts>(&m_datum->value))
            return nextOf(*all, most);
        if (m_at++ > 0)
            return {};
        const auto *increase = std::get_if<Increase>(&m_datum->value);
        return {increase ? increase->value : std::get<Level>(m_datum->value).value};
    }

private:
    std::vector<double> nextOf(const StatisticSet &set, std::size_t most)
    {
        std::vector<double> values;
        for (; values.size() < most && m_at < set.count; ++m_at)
            values.push_back(valueAt(set, m_at));
        return values;
    }
    std::vector<double> nextOf(const ValueCounts &all, std::size_t most)
    {
        std::vector<double> values;
        while (values.size() < most && m_place < all.values.size()) {
            values.push_back(all.values[m_place].first);
            if (++m_at == all.values[m_place].second) {
                ++m_place;
                m_at = 0;
            }
        }
        return values;
    }

    const CloudWatchDatum *m_datum;
    std::uint64_t m_at = 0;
    std::size_t m_place = 0;
};

/// A metric of a line.
struct Member
{
    const CloudWatchDatum *datum = nullptr;
    std::vector<double> values = {};
};

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

QByteArray lineOf(std::span<const Member> members, const QString &nameSpace)
{
    JsonWriter out;
    out.beginObject();
    writeDirective(out, members, nameSpace);
    for (const auto &[name, value] : members.front().datum->dimensions) {
        out.anyName(textOf(name));
        out.text(textOf(value));
    }
    for (const Member &member : members) {
        out.anyName(textOf(member.datum->name));
        if (member.values.size() == 1) {
            out.number(member.values.front());
            continue;
        }
        out.beginList();
        for (const double value : member.values)
            out.number(value);
        out.endList();
    }
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
        const QByteArray line = lineOf(members, m_nameSpace);
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
