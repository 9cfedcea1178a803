package campus

import "strings"

// zones are the zones that are suggested, by area: at least one for every time of day that people keep. Any other that the
// IANA database has can be typed.
var zones = [...]struct{ area, places string }{
	{"Africa", "Abidjan Accra Addis_Ababa Algiers Cairo Casablanca Dakar Dar_es_Salaam Harare Johannesburg Kampala " +
		"Khartoum Kinshasa Lagos Luanda Lusaka Maputo Nairobi Tripoli Tunis Windhoek"},
	{"America", "Anchorage Argentina/Buenos_Aires Asuncion Bogota Caracas Chicago Denver Edmonton Guatemala Guayaquil " +
		"Halifax Havana Jamaica La_Paz Lima Los_Angeles Managua Manaus Mexico_City Montevideo New_York Nuuk Panama " +
		"Phoenix Puerto_Rico Regina Santiago Santo_Domingo Sao_Paulo St_Johns Tijuana Toronto Vancouver Winnipeg"},
	{"Asia", "Almaty Amman Baghdad Bahrain Baku Bangkok Beirut Colombo Damascus Dhaka Dubai Ho_Chi_Minh Hong_Kong " +
		"Irkutsk Jakarta Jerusalem Kabul Karachi Kathmandu Kolkata Kuala_Lumpur Kuwait Manila Muscat Nicosia " +
		"Novosibirsk Phnom_Penh Qatar Riyadh Seoul Shanghai Singapore Taipei Tashkent Tbilisi Tehran Tokyo " +
		"Ulaanbaatar Vladivostok Yangon Yekaterinburg Yerevan"},
	{"Atlantic", "Azores Canary Cape_Verde Madeira Reykjavik"},
	{"Australia", "Adelaide Brisbane Darwin Hobart Melbourne Perth Sydney"},
	{"Europe", "Amsterdam Athens Belgrade Berlin Bratislava Brussels Bucharest Budapest Chisinau Copenhagen Dublin " +
		"Helsinki Istanbul Kyiv Lisbon Ljubljana London Luxembourg Madrid Malta Minsk Moscow Oslo Paris Prague " +
		"Riga Rome Sarajevo Skopje Sofia Stockholm Tallinn Tirane Vienna Vilnius Warsaw Zagreb Zurich"},
	{"Indian", "Maldives Mauritius"},
	{"Pacific", "Auckland Fiji Guam Honolulu Port_Moresby Tahiti"},
}

// Zones returns the names of time zones to choose from, by area and place.
func Zones() []string {
	var names []string
	for _, z := range zones {
		for place := range strings.FieldsSeq(z.places) {
			names = append(names, z.area+"/"+place)
		}
	}
	return append(names, "UTC")
}
