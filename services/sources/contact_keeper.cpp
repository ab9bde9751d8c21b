// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sources/contact_keeper.h"

#include "services/logging.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QSaveFile>
#include <QUrl>

#include <algorithm>
#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

QString addressOf(const net::Origin &origin)
{
    QUrl url;
    url.setScheme(origin.scheme);
    url.setHost(origin.host);
    url.setPort(origin.port);
    return url.toString();
}

constexpr std::size_t kMaxAddresses = 200;
constexpr qint64 kMaxFile_bytes = 1 << 20; // far more than that many
constexpr std::chrono::seconds kUntilWritten(5);
constexpr int kLockWait_ms = 200; // the end of the program waits for it

std::map<QString, Timestamp> readTimes(const QString &path)
{
    std::map<QString, Timestamp> times;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return times; // the first run
    const QJsonDocument document = QJsonDocument::fromJson(file.read(kMaxFile_bytes));
    const QJsonArray contacts = document[u"contacts"_s].toArray();
    for (const QJsonValue value : contacts) {
        const QString address = value[u"address"_s].toString();
        bool isNumber = false;
        const qint64 last_ns = value[u"last_ns"_s].toString().toLongLong(&isNumber);
        if (!address.isEmpty() && isNumber)
            times.insert_or_assign(address, Timestamp(last_ns));
    }
    return times;
}

std::map<QString, Timestamp> newest(const std::map<QString, Timestamp> &times)
{
    if (times.size() <= kMaxAddresses)
        return times;
    std::vector<std::pair<Timestamp, QString>> byTime;
    byTime.reserve(times.size());
    for (const auto &[address, last] : times)
        byTime.emplace_back(last, address);
    std::sort(byTime.rbegin(), byTime.rend());
    byTime.resize(kMaxAddresses);
    std::map<QString, Timestamp> kept;
    for (const auto &[last, address] : byTime)
        kept.emplace(address, last);
    return kept;
}

bool writeTimes(const QString &path, const std::map<QString, Timestamp> &times)
{
    QJsonArray contacts;
    for (const auto &[address, last] : times) // a number of JSON would round the nanoseconds
        contacts.append(
            QJsonObject{{u"address"_s, address}, {u"last_ns"_s, QString::number(last.posixNs())}});
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) &&
           file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
           file.write(
               QJsonDocument(QJsonObject{{u"contacts"_s, contacts}, {u"version"_s, 1}}).toJson()) >=
               0 &&
           file.commit();
}

void keepLatest(std::map<QString, Timestamp> &times, const std::map<QString, Timestamp> &more)
{
    for (const auto &[address, last] : more) {
        Timestamp &known = times.try_emplace(address, last).first->second;
        known = std::max(known, last);
    }
}

} // namespace

ContactKeeper::ContactKeeper(const QString &file, net::ContactLog &log, QObject *parent)
    : QObject(parent)
    , m_file(file)
    , m_log(log)
{
    if (m_file.isEmpty())
        return;
    m_disk.setMaxThreadCount(1);
    m_wait.setSingleShot(true);
    m_wait.setInterval(kUntilWritten);
    connect(&m_wait, &QTimer::timeout, this, &ContactKeeper::begin);
    m_log.setListener([this] {
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (!m_wait.isActive())
                    m_wait.start();
            },
            Qt::QueuedConnection);
    });
    begin();
}

ContactKeeper::~ContactKeeper()
{
    if (m_file.isEmpty())
        return;
    m_log.setListener({});
    begin();
    m_disk.waitForDone();
}

void ContactKeeper::begin()
{
    m_disk.start([this] { merge(); });
}

void ContactKeeper::merge()
{
    const Times mine = ofThisRun();
    if (!mine.empty())
        QDir().mkpath(QFileInfo(m_file).absolutePath());
    QLockFile lock(m_file % u".lock"_s);
    const bool mayWrite = !mine.empty() && lock.tryLock(kLockWait_ms);
    const Times before = readTimes(m_file);
    Times after = before;
    keepLatest(after, mine);
    after = newest(after);
    if (!mine.empty() && after != before && !(mayWrite && writeTimes(m_file, after)))
        qCInfo(lcServices) << "the times of contacts cannot be kept in" << m_file;
    const std::lock_guard guard(m_mutex);
    m_earlier = std::move(after);
}

ContactKeeper::Times ContactKeeper::ofThisRun() const
{
    Times times;
    for (const net::Contact &contact : m_log.contacts())
        times.insert_or_assign(addressOf(contact.origin), contact.lastAt);
    return times;
}

std::vector<SourceContact> ContactKeeper::contacts() const
{
    Times earlier;
    {
        const std::lock_guard guard(m_mutex);
        earlier = m_earlier;
    }
    std::vector<SourceContact> all;
    for (const net::Contact &contact : m_log.contacts()) {
        const QString address = addressOf(contact.origin);
        const auto before = earlier.extract(address);
        all.push_back(
            {address, before ? std::max(before.mapped(), contact.lastAt) : contact.lastAt});
    }
    for (const auto &[address, last] : earlier)
        all.push_back({address, last});
    return all;
}

} // namespace tidemark
