// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_session.h"

#include "app/paths.h"
#include "model/core/run_in_background.h"
#include "views/dashboards/canonical_json.h"
#include "views/dashboards/dashboard_json.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::WindowSession)
};

constexpr int kVersion = 1;
constexpr qint64 kMaxBytes = qint64{16} * 1024 * 1024;

constexpr int kMostUnfinished = 99;

QString unfinishedPath(const QString &sessionPath)
{
    return sessionPath % u".unfinished"_s;
}

QString base64(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray bytesOf(const QJsonValue &value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

QStringList stringsOf(const QJsonValue &value)
{
    QStringList texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValue text : array)
        texts.append(text.toString());
    return texts;
}

QJsonObject toJson(const IdFilter &filter)
{
    return {{u"mode"_s, static_cast<int>(filter.mode)},
            {u"ids"_s, QJsonArray::fromStringList(filter.ids)}};
}

IdFilter idFilterFromJson(const QJsonValue &value)
{
    const int mode = value[u"mode"].toInt();
    IdFilter filter;
    filter.mode = static_cast<IdFilter::Mode>(std::clamp(mode, 0, 2));
    filter.ids = stringsOf(value[u"ids"]);
    return filter;
}

QJsonObject toJson(const RecordFilter &filter)
{
    QJsonObject object{{u"time"_s, timeFilterKey(filter.timeFilter)},
                       {u"devices"_s, toJson(filter.devices)},
                       {u"invocations"_s, toJson(filter.invocations)}};
    if (filter.sessions)
        object.insert(u"sessions"_s, QJsonArray::fromStringList(*filter.sessions));
    QJsonObject tags;
    for (auto tag = filter.tags.cbegin(); tag != filter.tags.cend(); ++tag)
        tags.insert(tag.key(), tag.value());
    object.insert(u"tags"_s, tags);
    return object;
}

RecordFilter recordFilterFromJson(const QJsonObject &object)
{
    RecordFilter filter;
    filter.timeFilter =
        timeFilterFromKey(object.value(u"time").toString()).value_or(filter.timeFilter);
    filter.devices = idFilterFromJson(object.value(u"devices"));
    filter.invocations = idFilterFromJson(object.value(u"invocations"));
    if (object.contains(u"sessions"))
        filter.sessions = stringsOf(object.value(u"sessions"));
    const QJsonObject tags = object.value(u"tags").toObject();
    for (auto tag = tags.constBegin(); tag != tags.constEnd(); ++tag)
        filter.tags.insert(tag.key(), tag.value().toString());
    return filter;
}

QJsonObject toJson(const TabState &tab)
{
    return {{u"path"_s, tab.path},
            {u"modified"_s, tab.isModified},
            {u"scroll"_s, tab.scroll},
            {u"dashboard"_s, QJsonDocument::fromJson(toFileText(tab.dashboard)).object()}};
}

std::vector<TabState> tabsFromJson(const QJsonArray &array)
{
    std::vector<TabState> tabs;
    for (const QJsonValue value : array) {
        const auto dashboard =
            dashboardFromText(QJsonDocument(value[u"dashboard"].toObject()).toJson());
        if (dashboard)
            tabs.push_back({value[u"path"].toString(), *dashboard, value[u"modified"].toBool(),
                            std::max(0, value[u"scroll"].toInt())});
    }
    return tabs;
}

Result<WindowSession> readNow(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > kMaxBytes)
        return WindowSession();
    return sessionFromText(file.readAll());
}

} // namespace

QByteArray toText(const WindowSession &session)
{
    QJsonArray tabs;
    for (const TabState &tab : session.tabs)
        tabs.append(toJson(tab));
    QJsonObject object{{u"version"_s, kVersion},
                       {u"geometry"_s, base64(session.geometry)},
                       {u"docks"_s, base64(session.docks)},
                       {u"gave_way"_s, QJsonArray::fromStringList(session.gaveWay)},
                       {u"tabs"_s, tabs},
                       {u"current_tab"_s, session.currentTab},
                       {u"range"_s, session.range},
                       {u"filter"_s, toJson(session.filter)},
                       {u"metrics"_s, QJsonArray::fromStringList(session.selectedMetrics)},
                       {u"entry"_s, base64(session.entry)},
                       {u"table"_s, base64(session.table)},
                       {u"browser"_s, base64(session.browser)},
                       {u"series_styles"_s, base64(session.seriesStyles)}};
    if (session.isLive)
        object.insert(u"live"_s, true);
    if (session.recordsMachine)
        object.insert(u"records_machine"_s, true);
    if (session.recordsItself)
        object.insert(u"records_itself"_s, true);
    if (session.period)
        object.insert(u"period"_s, periodId(*session.period));
    if (session.function)
        object.insert(u"function"_s, functionKey(*session.function));
    return canonicalJson(object);
}

WindowSession sessionFromText(const QByteArray &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    WindowSession session;
    if (object.value(u"version").toInt() != kVersion)
        return session;
    session.geometry = bytesOf(object.value(u"geometry"));
    session.docks = bytesOf(object.value(u"docks"));
    session.gaveWay = stringsOf(object.value(u"gave_way"));
    session.tabs = tabsFromJson(object.value(u"tabs").toArray());
    const int last = std::max(0, static_cast<int>(session.tabs.size()) - 1);
    session.currentTab = std::clamp(object.value(u"current_tab").toInt(), 0, last);
    session.range = object.value(u"range").toString();
    session.isLive = object.value(u"live").toBool();
    session.recordsMachine = object.value(u"records_machine").toBool();
    session.recordsItself = object.value(u"records_itself").toBool();
    if (const auto period = periodFromId(object.value(u"period").toString()))
        session.period = *period;
    session.function = functionFromKey(object.value(u"function").toString());
    session.filter = recordFilterFromJson(object.value(u"filter").toObject());
    session.selectedMetrics = stringsOf(object.value(u"metrics"));
    session.entry = bytesOf(object.value(u"entry"));
    session.table = bytesOf(object.value(u"table"));
    session.browser = bytesOf(object.value(u"browser"));
    session.seriesStyles = bytesOf(object.value(u"series_styles"));
    return session;
}

QString sessionPath(const QString &storePath)
{
    const QByteArray key = QFileInfo(storePath).absoluteFilePath().toUtf8();
    const QByteArray hash = QCryptographicHash::hash(key, QCryptographicHash::Sha256).toHex();
    return stateFolder() % u"/sessions/"_s % QString::fromLatin1(hash.left(24)) % u".json"_s;
}

QFuture<int> noteSessionStart(QString path)
{
    return runInBackground([path = std::move(path)] {
        QDir().mkpath(QFileInfo(path).absolutePath());
        QFile file(unfinishedPath(path));
        int before = 0;
        if (file.open(QIODevice::ReadOnly))
            before = std::clamp(file.readAll().toInt(), 0, kMostUnfinished);
        file.close();
        if (file.open(QIODevice::WriteOnly))
            file.write(QByteArray::number(before + 1));
        return before;
    });
}

void noteSessionEnd(const QString &path)
{
    QThreadPool::globalInstance()->start([path] { QFile::remove(unfinishedPath(path)); });
}

QFuture<QString> setSessionAside(QString path, int unfinished)
{
    return runInBackground([path = std::move(path), unfinished] {
        const QString aside = path % u".before-crash-"_s % QString::number(unfinished);
        if (!QFile::exists(path))
            return QString();
        QFile::remove(aside);
        return QFile::rename(path, aside) ? aside : QString();
    });
}

QFuture<bool> bringSessionBack(QString asidePath, QString path)
{
    return runInBackground([asidePath = std::move(asidePath), path = std::move(path)] {
        if (!QFile::exists(asidePath))
            return false;
        QFile::remove(path);
        return QFile::rename(asidePath, path);
    });
}

void removeSession(const QString &path)
{
    const QFileInfo session(path);
    QDir folder = session.dir();
    const QStringList files = folder.entryList({QString(session.fileName() % u'*')}, QDir::Files);
    for (const QString &file : files)
        folder.remove(file);
}

QFuture<Result<WindowSession>> readSession(QString path)
{
    return runInBackground([path = std::move(path)] { return readNow(path); });
}

Result<void> writeSessionNow(const QString &path, const WindowSession &session)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    const QByteArray text = toText(session);
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit())
        return {};
    return failure(ErrorCode::Io, Text::tr("The window's layout could not be saved."),
                   QString(path % u": "_s % file.errorString()));
}

QFuture<Result<void>> writeSession(QString path, WindowSession session)
{
    return runInBackground([path = std::move(path), session = std::move(session)] {
        return writeSessionNow(path, session);
    });
}

} // namespace tidemark
