// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/http/raw_client.h"

#include <QJsonArray>
#include <QJsonObject>

#include <memory>
#include <utility>
#include <vector>

namespace tidemark::test {

/// What the server answered.
struct Answer
{
    int status = 0; ///< 0: nothing came
    RawResponse raw = {};
    QJsonObject json = {};

    [[nodiscard]] QJsonValue data() const { return json.value(QLatin1String("data")); }
    /// The list that `data` is, that of a page, and one by its name. Ends the test where there is
    /// none: an error has no items, and every sentence about them would be true.
    [[nodiscard]] QJsonArray list() const;
    [[nodiscard]] QJsonArray items() const { return list(QLatin1String("items")); }
    [[nodiscard]] QJsonArray list(QLatin1String name) const;
    /// The page's token; Null on the last page, Undefined when it is missing.
    [[nodiscard]] QJsonValue nextToken() const
    {
        return data().toObject().value(QLatin1String("next_token"));
    }
    /// Empty for a success.
    [[nodiscard]] QString errorCode() const;
    /// "200", or "404 RobotoNotFoundException": what most checks compare.
    [[nodiscard]] QByteArray verdict() const;
};

/// A field of a request's header.
using Field = std::pair<QByteArray, QByteArray>;

/// One connection to a server, with a token that is sent unless told otherwise. One thread.
class RobotoClient
{
public:
    RobotoClient(quint16 port, QString token);

    [[nodiscard]] Answer get(const QByteArray &path, const std::vector<Field> &fields = {});
    [[nodiscard]] Answer post(const QByteArray &path, const QJsonObject &body,
                              const std::vector<Field> &fields = {});
    [[nodiscard]] Answer put(const QByteArray &path, const QJsonObject &body,
                             const std::vector<Field> &fields = {});
    [[nodiscard]] Answer remove(const QByteArray &path);
    [[nodiscard]] Answer remove(const QByteArray &path, const QJsonObject &body);
    /// Connects anew when the server has closed. Ends the test when an error is not the envelope of
    /// the API and nothing else.
    [[nodiscard]] Answer ask(const QByteArray &method, const QByteArray &path,
                             const QByteArray &body = {}, const std::vector<Field> &fields = {});
    /// The whole request, as ask() sends it.
    [[nodiscard]] QByteArray request(const QByteArray &method, const QByteArray &path,
                                     const QByteArray &body = {},
                                     const std::vector<Field> &fields = {}) const;
    void setToken(const QString &token) { m_token = token; } ///< empty: none is sent
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] RawClient &raw() { return *m_client; }

private:
    quint16 m_port;
    QString m_token;
    std::unique_ptr<RawClient> m_client;
};

/// The values of one member in a list of objects.
[[nodiscard]] QStringList texts(const QJsonArray &list, const QString &member);

[[nodiscard]] QByteArray compact(const QJsonObject &object);

} // namespace tidemark::test
