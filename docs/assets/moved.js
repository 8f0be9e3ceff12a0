// An old address: goes on to the new one, and takes along the place on the page that was asked for.
// Without scripts the page does so itself, only without the place.
const place = document.getElementById(location.hash.slice(1));
const link = (place || document.querySelector("main")).querySelector("a");
location.replace(link.href + (link.hash ? "" : location.hash));
