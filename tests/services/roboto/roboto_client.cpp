// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/roboto/roboto_client.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace tidemark::test {

namespace {

QJsonArray listOf(const QJsonValue &value, const RawResponse &raw)
{
    if (!value.isArray())
        qFatal("There is no list: %d %s", raw.status, raw.body.left(500).constData());
    return value.toArray();
}

/// roboto-api 1.6.
bool isEnvelope(const Answer &answer)
{
    const QJsonObject error = answer.json[u"error"].toObject();
    QStringList keys = error.keys();
    keys.removeAll(u"stack_trace"_s);
    return answer.json.size() == 1 && keys == QStringList{u"error_code"_s, u"message"_s} &&
           !error[u"error_code"].toString().isEmpty() && !error[u"message"].toString().isEmpty() &&
           answer.raw.field("Content-Type") == "application/json";
}

} // namespace

QJsonArray Answer::list() const
{
    return listOf(data(), raw);
}

QJsonArray Answer::list(QLatin1String name) const
{
    return listOf(data().toObject().value(name), raw);
}

QString Answer::errorCode() const
{
    return json.value(u"error").toObject().value(u"error_code").toString();
}

QByteArray Answer::verdict() const
{
    const QString code = errorCode();
    const QByteArray number = QByteArray::number(status);
    return code.isEmpty() ? number : number + ' ' + code.toLatin1();
}

RobotoClient::RobotoClient(quint16 port, QString token)
    : m_port(port)
    , m_token(std::move(token))
    , m_client(std::make_unique<RawClient>(port))
{}

QByteArray RobotoClient::request(const QByteArray &method, const QByteArray &path,
                                 const QByteArray &body, const std::vector<Field> &fields) const
{
    QByteArray text =
        method + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_port) + "\r\n";
    if (!m_token.isEmpty())
        text += "Authorization: Bearer " + m_token.toLatin1() + "\r\n";
    for (const auto &[name, value] : fields)
        text += name + ": " + value + "\r\n";
    if (!body.isEmpty())
        text +=
            "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
            "\r\n";
    else if (method == "POST")
        text += "Content-Length: 0\r\n";
    return text + "\r\n" + body;
}

Answer RobotoClient::ask(const QByteArray &method, const QByteArray &path, const QByteArray &body,
                         const std::vector<Field> &fields)
{
    const QByteArray text = request(method, path, body, fields);
    Answer answer;
    answer.raw = m_client->ask(text);
    if (answer.raw.status == 0 || answer.raw.isLast())
        m_client = std::make_unique<RawClient>(m_port);
    answer.status = answer.raw.status;
    answer.json = QJsonDocument::fromJson(answer.raw.body).object();
    if (answer.status >= 400 && method != "HEAD" && !isEnvelope(answer))
        qFatal("An error without its envelope: %d %s", answer.status,
               answer.raw.body.left(500).constData());
    return answer;
}

Answer RobotoClient::get(const QByteArray &path, const std::vector<Field> &fields)
{
    return ask("GET", path, {}, fields);
}

Answer RobotoClient::post(const QByteArray &path, const QJsonObject &body,
                          const std::vector<Field> &fields)
{
    return ask("POST", path, compact(body), fields);
}

Answer RobotoClient::put(const QByteArray &path, const QJsonObject &body,
                         const std::vector<Field> &fields)
{
    return ask("PUT", path, compact(body), fields);
}

Answer RobotoClient::remove(const QByteArray &path)
{
    return ask("DELETE", path);
}

Answer RobotoClient::remove(const QByteArray &path, const QJsonObject &body)
{
    return ask("DELETE", path, compact(body));
}

QStringList texts(const QJsonArray &list, const QString &member)
{
    QStringList found;
    for (const QJsonValue item : list)
        found.append(item[member].toString());
    return found;
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace tidemark::test
