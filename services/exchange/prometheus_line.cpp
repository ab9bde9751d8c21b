// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/prometheus_line.h"

#include "model/core/utf8_text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct LineSyntax
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::PrometheusText)
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
}

bool isNamePart(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9');
}

tl::unexpected<Error> refusal(const QString &reason, const QString &detail)
{
    return failure(ErrorCode::InvalidArgument, reason, u"prometheus."_s + detail);
}

// Takes the parts of a line off its front.
class LineCutter
{
public:
    explicit LineCutter(std::string_view line)
        : m_rest(line)
    {}

    void skipBlanks()
    {
        while (!m_rest.empty() && isBlank(m_rest.front()))
            m_rest.remove_prefix(1);
    }

    [[nodiscard]] bool begins(char c) const { return !m_rest.empty() && m_rest.front() == c; }

    [[nodiscard]] bool takes(char c)
    {
        if (!begins(c))
            return false;
        m_rest.remove_prefix(1);
        return true;
    }

    /// A name without quotes; empty where none is.
    [[nodiscard]] std::string_view name()
    {
        std::size_t size = 0;
        while (size < m_rest.size() &&
               (size == 0 ? isNameStart(m_rest[0]) : isNamePart(m_rest[size])))
            ++size;
        return cut(size);
    }

    /// Up to the next blank.
    [[nodiscard]] std::string_view word()
    {
        return cut(std::min(m_rest.find_first_of(" \t"), m_rest.size()));
    }

    /// A text behind its opening quote, with its closing one.
    [[nodiscard]] Result<std::string> quoted()
    {
        std::string text;
        for (std::size_t i = 0; i < m_rest.size(); ++i) {
            const char c = m_rest[i];
            if (c == '"') {
                m_rest.remove_prefix(i + 1);
                return text;
            }
            if (c != '\\') {
                text += c;
                continue;
            }
            const char escaped = ++i < m_rest.size() ? m_rest[i] : ' ';
            if (escaped != '\\' && escaped != '"' && escaped != 'n')
                return refusal(LineSyntax::tr("In a label a backslash stands before \\, \" or n "
                                              "only."),
                               u"escape"_s);
            text += escaped == 'n' ? '\n' : escaped;
        }
        return refusal(LineSyntax::tr("A label's text has no quote at its end."), u"quote"_s);
    }

    [[nodiscard]] std::string_view rest() const { return m_rest; }

private:
    [[nodiscard]] std::string_view cut(std::size_t size)
    {
        const std::string_view taken = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return taken;
    }

    std::string_view m_rest;
};

Result<void> addLabel(PrometheusSample &sample, std::string_view name, const std::string &value)
{
    const QString key = utf8Text(name);
    if (sample.labels.contains(key))
        return refusal(LineSyntax::tr("The label \"%1\" is given twice.").arg(key), u"label"_s);
    if (!value.empty())
        sample.labels.insert(key, utf8Text(value));
    return {};
}

// One part between the braces: `name="value"`, `"name"="value"`, or the metric's name in quotes.
Result<void> takeLabel(LineCutter &line, PrometheusSample &sample)
{
    const bool isQuoted = line.takes('"');
    std::string name;
    if (isQuoted) {
        auto text = line.quoted();
        if (!text)
            return failure(text.error());
        name = std::move(*text);
    } else {
        name = line.name();
    }
    line.skipBlanks();
    if (isQuoted && (line.begins(',') || line.begins('}')) && sample.name.empty()) {
        sample.name = std::move(name);
        return {};
    }
    if (name.empty() || !line.takes('='))
        return refusal(LineSyntax::tr("Labels are written as {name=\"value\"}."), u"label"_s);
    line.skipBlanks();
    if (!line.takes('"'))
        return refusal(LineSyntax::tr("The value of a label stands in quotes."), u"label"_s);
    auto value = line.quoted();
    if (!value)
        return failure(value.error());
    line.skipBlanks();
    return addLabel(sample, name, *value);
}

Result<void> takeLabels(LineCutter &line, PrometheusSample &sample)
{
    line.skipBlanks();
    while (!line.takes('}')) {
        if (auto label = takeLabel(line, sample); !label)
            return label;
        const bool goesOn = line.takes(',');
        line.skipBlanks();
        if (!goesOn && !line.begins('}'))
            return refusal(LineSyntax::tr("Between labels stands a comma, and } behind them."),
                           u"label"_s);
    }
    line.skipBlanks();
    return {};
}

} // namespace

Result<PrometheusSample> parsePrometheusSample(std::string_view line)
{
    LineCutter cutter(line);
    PrometheusSample sample;
    cutter.skipBlanks();
    sample.name = cutter.name();
    cutter.skipBlanks();
    if (cutter.takes('{')) {
        if (auto labels = takeLabels(cutter, sample); !labels)
            return failure(labels.error());
    }
    if (sample.name.empty())
        return refusal(LineSyntax::tr("The line does not begin with the name of a metric."),
                       u"name"_s);
    sample.value = cutter.word();
    cutter.skipBlanks();
    if (sample.value.empty())
        return refusal(LineSyntax::tr("The line has no value."), u"value"_s);
    if (!cutter.begins('#'))
        sample.timestamp = cutter.word();
    cutter.skipBlanks();
    if (!cutter.rest().empty() && !cutter.begins('#'))
        return refusal(LineSyntax::tr("Text follows the value and the time."), u"rest"_s);
    return sample;
}

PrometheusComment parsePrometheusComment(std::string_view line)
{
    using Kind = PrometheusComment::Kind;
    LineCutter cutter(line);
    cutter.skipBlanks();
    PrometheusComment comment;
    if (!cutter.takes('#'))
        return comment;
    cutter.skipBlanks();
    const std::string_view word = cutter.word();
    cutter.skipBlanks();
    if (word == "EOF" && cutter.rest().empty()) {
        comment.kind = Kind::End;
        return comment;
    }
    const Kind kind = word == "HELP"   ? Kind::Help
                      : word == "TYPE" ? Kind::Type
                      : word == "UNIT" ? Kind::Unit
                                       : Kind::Other;
    if (kind == Kind::Other)
        return comment;
    comment.name = cutter.word();
    if (comment.name.size() > 1 && comment.name.front() == '"' && comment.name.back() == '"')
        comment.name = comment.name.substr(1, comment.name.size() - 2);
    cutter.skipBlanks();
    comment.text = cutter.rest();
    while (!comment.text.empty() && isBlank(comment.text.back()))
        comment.text.remove_suffix(1);
    comment.kind = comment.name.empty() ? Kind::Other : kind;
    return comment;
}

} // namespace tidemark::exchange
