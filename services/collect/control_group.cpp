// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/control_group.h"

#include "services/collect/kernel_text.h"

#include <QFile>

#include <algorithm>

namespace tidemark::collect {
namespace {

constexpr qsizetype kMaxPathBytes = 4096;

struct Mount
{
    QByteArray root; // the part of the tree that is mounted
    QByteArray point;
    QByteArrayView type;
    QByteArrayView options; // of the file system: the controllers of version 1 among them
};

bool isOctal(char c)
{
    return c >= '0' && c <= '7';
}

// `\040` for a blank and so on.
QByteArray unescaped(QByteArrayView text)
{
    QByteArray plain;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const bool isEscape = text[at] == '\\' && at + 3 < text.size() && isOctal(text[at + 1]) &&
                              isOctal(text[at + 2]) && isOctal(text[at + 3]);
        if (!isEscape) {
            plain.append(text[at]);
            continue;
        }
        const int code =
            (text[at + 1] - '0') * 64 + (text[at + 2] - '0') * 8 + (text[at + 3] - '0');
        plain.append(static_cast<char>(code & 0xff));
        at += 3;
    }
    return plain;
}

// 31 23 0:28 / /sys/fs/cgroup rw shared:1 - cgroup2 cgroup2 rw
std::optional<Mount> mountOf(QByteArrayView line)
{
    const auto words = wordsOf(line);
    const auto dash = std::find(words.begin(), words.end(), QByteArrayView("-"));
    if (dash - words.begin() < 6 || words.end() - dash < 3)
        return std::nullopt;
    return Mount{unescaped(words[3]), unescaped(words[4]), *(dash + 1), words.back()};
}

bool lists(QByteArrayView names, QByteArrayView name)
{
    const auto parts = partsOf(names, ',');
    return std::find(parts.begin(), parts.end(), name) != parts.end();
}

// The path behind `4:memory:`, or behind `0::` where `controller` is empty.
std::optional<QByteArrayView> pathOf(QByteArrayView membership, QByteArrayView controller)
{
    for (const QByteArrayView line : completeLines(membership)) {
        const qsizetype first = line.indexOf(':');
        const qsizetype second = first < 0 ? -1 : line.indexOf(':', first + 1);
        if (second < 0)
            continue;
        const QByteArrayView controllers = line.sliced(first + 1, second - first - 1);
        const bool isSought =
            controller.isEmpty() ? line.first(first) == QByteArrayView("0") && controllers.isEmpty()
                                 : lists(controllers, controller);
        if (isSought)
            return line.sliced(second + 1);
    }
    return std::nullopt;
}

bool isSoundPath(QByteArrayView path)
{
    if (!path.startsWith('/') || path.size() > kMaxPathBytes || path.contains('\0'))
        return false;
    // Outside of what this process may see, its group is shown as `/..`.
    const auto parts = partsOf(path, '/');
    return std::find(parts.begin(), parts.end(), QByteArrayView("..")) == parts.end();
}

// The path of the group below the mount point, when the mounted part of the tree holds it.
std::optional<QByteArray> below(const Mount &mount, QByteArrayView path)
{
    const QByteArray root = mount.root == "/" ? QByteArray() : mount.root;
    if (!path.startsWith(root))
        return std::nullopt;
    const QByteArray rest = path.sliced(root.size()).toByteArray();
    if (rest.isEmpty() || rest == "/")
        return QByteArray("");
    return rest.startsWith('/') ? std::optional(rest) : std::nullopt;
}

std::optional<ControlGroup> findIn(QByteArrayView membership, QByteArrayView mounts,
                                   ControlGroupVersion version, QByteArrayView controller)
{
    const bool isFirst = version == ControlGroupVersion::One;
    const auto path = pathOf(membership, isFirst ? controller : QByteArrayView());
    if (!path || !isSoundPath(*path))
        return std::nullopt;
    const QByteArrayView type = isFirst ? QByteArrayView("cgroup") : QByteArrayView("cgroup2");
    for (const QByteArrayView line : completeLines(mounts)) {
        const auto mount = mountOf(line);
        if (!mount || mount->type != type || (isFirst && !lists(mount->options, controller)))
            continue;
        if (const auto rest = below(*mount, *path))
            return ControlGroup{version, mount->point, *rest};
    }
    return std::nullopt;
}

} // namespace

QStringList ControlGroup::folders() const
{
    QStringList folders;
    for (QByteArray rest = path; !rest.isEmpty(); rest.truncate(rest.lastIndexOf('/')))
        folders.append(QFile::decodeName(mountPoint + rest));
    folders.append(QFile::decodeName(mountPoint));
    return folders;
}

std::optional<ControlGroup> findControlGroup(QByteArrayView membership, QByteArrayView mounts,
                                             QByteArrayView controller)
{
    auto group = findIn(membership, mounts, ControlGroupVersion::One, controller);
    if (!group)
        group = findIn(membership, mounts, ControlGroupVersion::Two, controller);
    return group;
}

} // namespace tidemark::collect
